using Contacts;
using Contracts;

namespace Tests.Sharing.Shares;

/// <summary>Shares that break one rule each: by what they write, by how they see the source, or by what they do besides.</summary>
internal static class ShareMutants
{
    private static readonly Stamp Shares = new(default, "share:buyers", "share", null);

    private static readonly Dictionary<string, Action<ShareWorld>> Breaks = new()
    {
        ["exactly one tag crosses"] = Writing((_, after) => after with { Tags = after.Tags.SetItem("secret", Shares) }),
        ["a recipient's own tag survives"] = Writing((_, after) => after with { Tags = after.Tags.RemoveRange(after.Tags.Keys.Where(tag => tag == "mine")) }),
        ["consent never changes"] = Writing((_, after) => after with { Consents = after.Consents.SetItem("email", new("subscribed", "shared", Shares)) }),
        ["the archive mark never changes"] = Writing((_, after) => after with { Archived = null }),
        ["the relationship never changes"] = Writing((_, after) => after with { Values = after.Values.SetItem("stage", new("\"Lead\"", Shares)) }),
        ["the recipient's own edits stay"] = Writing((_, after) => after.Values.TryGetValue("firstName", out var held) ? after with { Values = after.Values.SetItem("firstName", held with { Json = "\"Somebody\"" }) } : after),
        ["no undeclared field appears"] = Writing((_, after) => after with { Values = after.Values.SetItem("custom.motto", new("\"Carpe diem\"", Shares)) }),
        ["the audience shows whom the share gave"] = Writing((before, after) => after with { Pins = before?.Pins ?? after.Pins }),
        ["what the source says is there"] = Writing((_, after) => after with { Values = after.Values.Remove("company") }),

        ["only subscribed contacts cross"] = Seeing(source => source with { Consents = source.Consents.SetItem("email", new("subscribed", null, Shares)) }),
        ["a personal-segment contact never crosses"] = Seeing(source => source with { Personal = false, Values = source.Values.Remove("segment") }),
        ["whoever is to cross has crossed"] = Seeing(source => source.ExternalId == "jon" ? source with { Consents = source.Consents.Clear() } : source),

        // It knows a copy by its addresses alone, which people share and change.
        ["nobody is there twice"] = world => world.Contacts.Keeps = identity => identity.Kind != IdentityKind.Copy,
        ["erasure by law reaches recipients at once"] = world => world.Contacts.Keeps = identity => identity.Kind != IdentityKind.Copy,
        ["two people stay two"] = Besides<CopyContacts>(async (world, asked) =>
        {
            if (world.Contacts.Live.Where(contact => contact.Book == asked.Order.Book && contact.Profile.Copies is not null).Take(2).ToArray() is not [var one, var other]) return;
            await world.Contacts.Merge(one.Id, other.Id);
            Forget(world, one, other);
        }),
        ["a removed contact loses audience and tag and stays"] = Besides<CopyContacts>(
            (world, asked) => EraseFormer(world, world.Contacts.Live.Where(contact => contact.Book == asked.Order.Book))),
        ["who leaves keeps the contacts alone"] = Besides<DropReceivedAudience>((world, _) => EraseFormer(world, world.Contacts.Live)),
        ["a source is never changed"] = Besides<CopyContacts>((world, _) => Edit(world, world.Book("ann").First(), EditKind.Tag, "shared")),
        ["a repeated sync changes nothing"] = Besides<ReceiveAudience>(async (world, asked) =>
        {
            foreach (var contact in world.Book(asked.User).ToArray()) await Edit(world, contact, EditKind.Patch, $$$"""{"traits":{"seen":{{{contact.Version}}}}}""");
        }),
        ["an audience shows what was given"] = Besides<ReceiveAudience>((world, asked) =>
        {
            world.Hide(asked.Id);
            return Task.CompletedTask;
        }),
        ["the preview says what the sync does"] = world => world.Meddle = (request, answer) =>
            Task.FromResult(request is CopyContacts { IsTrial: true } ? (CopyCounts)answer! + new CopyCounts(1, 0, 0, 0, 0) : answer),
    };

    public static IEnumerable<string> Rules => Breaks.Keys;

    public static ShareWorld Breaking(string rule)
    {
        var world = new ShareWorld();
        Breaks[rule](world);
        return world;
    }

    private static Action<ShareWorld> Writing(Func<Profile?, Profile, Profile> twist) => world => world.Contacts.Twist = twist;

    private static Action<ShareWorld> Seeing(Func<Profile, Profile> sight) => world =>
        world.Contacts.Look = row => row.Book == ShareWorld.AnnsBook ? row with { Profile = sight(row.Profile) } : row;

    /// <summary>Does something more whenever that was done in earnest.</summary>
    private static Action<ShareWorld> Besides<TRequest>(Func<ShareWorld, TRequest, Task> deed) => world => world.Meddle = async (request, answer) =>
    {
        if (request is TRequest asked and not CopyContacts { IsTrial: true }) await deed(world, asked);
        return answer;
    };

    /// <summary>Those that were copies and are none of any share.</summary>
    private static async Task EraseFormer(ShareWorld world, IEnumerable<StoredContact> contacts)
    {
        foreach (var contact in contacts.Where(contact => contact.Profile.Copies?.All(copy => copy.Shares.IsEmpty) == true))
            await new Erasing(world.Contacts.Door, new()).Erase(contact, suppress: false);
    }

    private static async Task Edit(ShareWorld world, StoredContact contact, EditKind kind, string value)
    {
        await world.Contacts.Door.Order(contact, grain => grain.Edit(new(contact.Book, new(kind, value, Shares with { At = world.Contacts.Clock.Now + TimeSpan.FromMilliseconds(contact.Version) }, null), null, null)));
        Forget(world, contact);
    }

    private static void Forget(ShareWorld world, params StoredContact[] contacts)
    {
        foreach (var contact in contacts) world.Contacts.Door.Forget(contact);
    }
}
