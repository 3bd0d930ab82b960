using System.Collections.Immutable;
using Contracts;
using Orleans;

namespace Contacts;

/// <param name="Row">Its place in the list of who asked.</param>
internal readonly record struct LaneChange(int Row, int Partition, ContactCommit Commit);

/// <summary>Brings changes of many contacts to their partitions, those of one together. It wakes no contact's grain.</summary>
internal sealed class LaneCommits(IGrainFactory grains, IdentityResolver resolver, OpenPartitions open)
{
    // A partition judges a batch in one piece, and the writer writes it in one: what comes from people meanwhile waits so long.
    // Fewer rows would mean more sets of members, one an audience and batch.
    public const int BatchRows = 128;

    /// <param name="changes">Of different contacts; partitions side by side.</param>
    /// <param name="tell">What became of a row; what is committed is durable.</param>
    public Task Write(string tenant, IReadOnlyCollection<LaneChange> changes, Action<int, CommitStatus> tell, CancellationToken cancel) => Parallel.ForEachAsync(
        changes.GroupBy(change => change.Partition), cancel, async (partition, _) =>
        {
            var group = partition.ToArray();
            var results = await Ask(tenant, partition.Key, [.. group.Select(change => change.Commit)]);
            foreach (var (change, status) in group.Zip(results))
            {
                if (status == CommitStatus.Committed) resolver.Forget(tenant, change.Commit.Book, change.Commit.Releases);
                else if (status == CommitStatus.Full) open.Close(tenant, partition.Key);
                tell(change.Row, status);
            }
        });

    private async Task<IEnumerable<CommitStatus>> Ask(string tenant, int partition, ImmutableArray<ContactCommit> commits)
    {
        try
        {
            var results = await grains.GetGrain<IPartitionGrain>(GrainKeys.Partition(tenant, partition)).CommitMany(commits);
            return results.Select(result => result.Status);
        }
        catch (Exception busy) when (busy is PartitionNotReadyException or Orleans.Runtime.LimitExceededException)
        {
            return commits.Select(_ => CommitStatus.Overloaded);
        }
    }
}
