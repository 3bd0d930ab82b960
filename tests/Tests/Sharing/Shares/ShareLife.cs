using System.Collections.Immutable;
using System.Text.Json;
using Contacts;
using Contracts;

namespace Tests.Sharing.Shares;

/// <summary>One life of a share, told by numbers: deeds of its people, and of the share, checked after each of those.</summary>
internal sealed class ShareLife
{
    private readonly ShareWorld world;
    private readonly ShareDeeds deeds;
    private readonly ShareInvariants invariants;
    private static readonly JsonSerializerOptions Fields = new() { IncludeFields = true };

    private readonly HashSet<string> left = [];
    private ImmutableHashSet<string> users = [];

    private ShareLife(ShareWorld world)
    {
        this.world = world;
        deeds = new(world);
        invariants = new(world, deeds);
    }

    /// <returns>Names of rules that did not hold; empty when all did.</returns>
    public static async Task<ImmutableArray<string>> Live(ShareWorld world, IReadOnlyList<int> numbers)
    {
        var life = new ShareLife(world);
        foreach (var number in numbers)
            if (await life.Step(number) is { IsEmpty: false } broken)
                return broken;
        return [];
    }

    private async Task<ImmutableArray<string>> Step(int number)
    {
        world.CutOffAfter(null);
        if (number % 3 != 0)
        {
            await deeds.Do(number / 3);
            return [];
        }
        var (kind, cut) = (number / 3 % 15, number / 45);
        world.Contacts.Clock.Advance(TimeSpan.FromMinutes(1));
        invariants.Remember();
        // One in three is cut off, and may be again.
        if (cut % 3 == 0) world.CutOffAfter(cut / 3 % 12);
        return kind switch
        {
            < 3 => await Share("bob", "nora"),
            3 => await Share("bob"),
            4 => await Share("nora"),
            < 9 => await Sync(isWhole: cut % 3 != 0),
            9 => await Renamed(),
            10 => await End(),
            12 => await Interrupted(cut / 36, world.ChangeNorasFields),
            13 => await Interrupted(cut / 36, Rename),
            11 => await Leave(cut / 36 % 2 == 0 ? ShareWorld.Bob : ShareWorld.Nora),
            _ => await Forget(cut / 36),
        };
    }

    private async Task<ImmutableArray<string>> Share(params string[] with)
    {
        await world.Share(with);
        users = [.. with.Except(left)];
        return await Broken();
    }

    private async Task<ImmutableArray<string>> Sync(bool isWhole)
    {
        if (users.IsEmpty && left.Count == 0) return [];
        var told = await world.Sync();
        if (await Broken() is { IsEmpty: false } broken) return broken;
        if (isWhole)
            foreach (var (user, counts) in told)
                if (users.Contains(user) && Moved(counts) != Moved(await world.CountsOf(user)))
                    return ["the preview says what the sync does"];
        var after = world.Contacts.Live.ToDictionary(contact => contact.Id);
        await world.Sync();
        return world.Contacts.Live.All(contact => after.GetValueOrDefault(contact.Id) == contact) ? [] : ["a repeated sync changes nothing"];
    }

    /// <summary>Everything is looked at again, and comes out as it was but for the tag.</summary>
    private async Task<ImmutableArray<string>> Renamed()
    {
        Rename();
        return await Sync(isWhole: false);
    }

    private void Rename() => world.Name = world.Name == "Buyers" ? "Clients" : "Buyers";

    /// <summary>Something is otherwise, a sync begins with that and does not come to its end, and mostly it is as before again.</summary>
    private async Task<ImmutableArray<string>> Interrupted(int how, Action change)
    {
        if (users.IsEmpty) return [];
        change();
        await world.Begin(steps: how % 4, isCancelled: how / 4 % 2 == 0);
        if (how / 8 % 4 != 0) change();
        return [];
    }

    /// <summary>
    /// Of people who share an address with others one may be added whom the preview found to be there, or the other way round: in the sync others have
    /// gained or lost the address before.
    /// </summary>
    private static (int, int) Moved(CopyCounts counts) => (counts.Added + counts.Updated, counts.Removed);

    private async Task<ImmutableArray<string>> End()
    {
        await world.End();
        (users, _) = ([], left.RemoveWhere(_ => true));
        return await Broken();
    }

    private async Task<ImmutableArray<string>> Leave(string user)
    {
        if (!users.Contains(user)) return [];
        var before = world.Book(user).Select(Own).Order(StringComparer.Ordinal).ToArray();
        await world.Leave(user);
        users = users.Remove(user);
        left.Add(user);
        var isAlone = world.Book(user).SelectMany(contact => contact.Profile.Tags).All(tag => !tag.Value.IsShares())
            && world.Book(user).Select(Own).Order(StringComparer.Ordinal).SequenceEqual(before);
        return isAlone ? [] : ["who leaves keeps the contacts alone"];
    }

    /// <summary>All of it but what says that it is in a share.</summary>
    private static string Own(StoredContact contact) => JsonSerializer.Serialize((contact.Id, contact.Profile with
    {
        Tags = contact.Profile.Tags.RemoveRange(contact.Profile.Tags.Where(tag => tag.Value.IsShares()).Select(tag => tag.Key)),
        Pins = contact.Profile.Pins.Clear(), Copies = null, UpdatedAt = default,
    }), Fields);

    /// <summary>A person is erased by law: nothing of it stays with a recipient, whatever it is called there.</summary>
    private async Task<ImmutableArray<string>> Forget(int which)
    {
        world.CutOffAfter(null);
        var all = world.Book("ann").OrderBy(contact => contact.Id).ToArray();
        if (all.Length == 0) return [];
        var source = all[which % all.Length].Id;
        var (before, joined) = (world.Contacts.Live, await world.Contacts.Joined("main", source, default));
        await new PersonErasure(world.Contacts, new(world.Contacts.Door, new()), TimeProvider.System).Of("main", source, suppress: false, default);
        // Whom a recipient had taken for one with that person is gone there too.
        deeds.NoteErased(before.Except(world.Contacts.Live));
        return world.Contacts.Live.Any(contact => contact.Profile.Copies?.Any(copy => joined.Contains(copy.Source)) == true) ? ["erasure by law reaches recipients at once"] : [];
    }

    private Task<ImmutableArray<string>> Broken() => invariants.Broken([.. users]);
}
