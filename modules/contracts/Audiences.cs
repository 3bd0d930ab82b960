using Orleans;
using Orleans.Concurrency;

namespace Contracts;

/// <summary>
/// 65,536 slots of a tenant: owns their order, membership, time and commit. Key: <c>{tenant}/partition/{number}</c>.
/// </summary>
[Alias("partition")]
public interface IPartitionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a change of one contact durable together with every membership change that follows from it. When it answers
    /// Committed, the change survives power loss and every later read sees it.
    /// </summary>
    [AlwaysInterleave]
    [Alias("commit")]
    Task<CommitResult> Commit(ContactCommit commit);

    /// <summary>First and last seen and the places of the contact's messages; null when the partition does not hold it.</summary>
    [Alias("activity")]
    Task<ContactActivity?> Activity(Guid contact);
}

/// <summary>The names of grains; no personal data goes into them.</summary>
public static class GrainKeys
{
    /// <summary>Slots in a partition.</summary>
    public const int PartitionSize = 65_536;

    public static string Partition(string tenant, int number) => $"{tenant}/partition/{number}";
    public static string Contact(string tenant, Guid id) => $"{tenant}/contact/{id:N}";
    public static string Audience(string tenant, string id) => $"{tenant}/audience/{id}";

    /// <summary>Splits a key into its tenant and its last part.</summary>
    public static (string Tenant, string Id) Split(string key) =>
        (key[..key.IndexOf('/')], key[(key.LastIndexOf('/') + 1)..]);
}
