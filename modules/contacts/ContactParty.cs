using Contracts;

namespace Contacts;

/// <summary>Several contacts that one order names.</summary>
internal sealed class ContactParty(ContactDoor door)
{
    private const int AtOnce = 64;

    /// <summary>How many contacts are asked side by side.</summary>
    public static ParallelOptions Options(CancellationToken cancel) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };

    /// <summary>Everybody in the order named, or a refusal that names by its path each who is not there or is meant twice.</summary>
    public async Task<StoredContact[]> Find(
        Principal who, string book, IReadOnlyList<(string Path, string Reference)> named, CancellationToken cancel)
    {
        var found = new StoredContact?[named.Count];
        var errors = new Dictionary<string, string[]>();
        await Parallel.ForEachAsync(Enumerable.Range(0, found.Length), Options(cancel), async (i, stop) =>
            found[i] = await TryFind(who, named[i].Reference, book, stop));
        var seen = new HashSet<Guid>();
        foreach (var ((path, _), contact) in named.Zip(found))
            if (contact is null)
                errors[path] = ["names no contact of the book, or several: use an id"];
            else if (!seen.Add(contact.Id))
                errors[path] = ["names a contact that is named before"];
        return errors.Count == 0
            ? [.. found.OfType<StoredContact>()]
            : throw new Refusal(422, "invalid", $"Nothing was done: {errors.Count} of the {found.Length} contacts cannot be meant.", errors);
    }

    private async Task<StoredContact?> TryFind(Principal who, string reference, string book, CancellationToken cancel)
    {
        try
        {
            return await door.Find(who, reference, book, Use.Read, cancel);
        }
        catch (Refusal refusal) when (refusal.Status is 404 or 409)
        {
            return null;
        }
    }
}
