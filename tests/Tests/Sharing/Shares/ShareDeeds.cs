using System.Text.Json;
using Contacts;
using Contracts;
using Tests.Contacts;

namespace Tests.Sharing.Shares;

/// <summary>What people do to their contacts between two syncs, each by a number, so that a run can be made shorter.</summary>
internal sealed class ShareDeeds(ShareWorld world)
{
    private static readonly string[] People = ["ida", "jon", "kim", "lea"], Names = ["Ida", "Jo", "Kim K.", "Lea"];

    /// <summary>Whom a recipient has erased, who comes again when something changes at the source; and what it was then.</summary>
    public Dictionary<(string User, Guid Source), long> Refused { get; } = [];

    /// <summary>Addresses of whom a recipient has erased for good.</summary>
    public HashSet<(string User, string Address)> Suppressed { get; } = [];

    public bool HasMerged { get; private set; }

    /// <summary>Two of four people share an address.</summary>
    private static string Email(int person) => $"{People[person % 4 == 3 ? 2 : person % 4]}@example.org";

    /// <summary>Something of Ann, of Bob or of Nora.</summary>
    public async Task Do(int number)
    {
        world.Contacts.Clock.Advance(TimeSpan.FromMinutes(1));
        var (kind, person) = (number % 21, number / 21 % 4);
        if (kind < 13) await OfAnn(kind, person, number);
        else await OfRecipient(kind, number / 84 % 2 == 0 ? ShareWorld.Bob : ShareWorld.Nora, person, number);
    }

    private async Task OfAnn(int kind, int person, int number)
    {
        var name = Names[number / 84 % 4];
        var body = kind switch
        {
            0 or 1 => $"{{'tags':['buyer','secret'],'firstName':'{name}','subscribed':true,'stage':'Lead'}}",
            2 => $"{{'company':'{name}','preferences':{{'bedrooms':{number % 5}}}}}",
            3 => $"{{'customFields':{{'budget':{number % 7},'motto':'{name}','odd':1}}}}",
            4 => "{'subscribed':false}",
            5 => "{'subscribed':true}",
            6 => "{'company':null,'customFields':{'motto':null}}",
            7 => "{'segment':'Family'}",
            8 => "{'segment':'Buyer'}",
            11 => $"{{'email':'{(number / 84 % 2 == 0 ? $"{People[person]}-new@example.org" : Email(person))}'}}",
            _ => null,
        };
        if (kind == 0 || Source(person) is not { } source)
        {
            await Write("ann", $"{{'externalId':'{People[person]}','email':'{Email(person)}','tags':['buyer'],'firstName':'{name}','subscribed':true}}");
            return;
        }
        if (body is not null) await Edit(source, new(EditKind.Patch, body.Replace('\'', '"'), By("ann"), "ann"));
        else if (kind == 9) await Edit(source, new(source.Profile.Archived is null ? EditKind.Archive : EditKind.Unarchive, "hand", By("ann"), "ann"));
        else if (kind == 12) await MergeAnns(source, number / 84 % 4);
        else if (number / 84 % 3 == 0) await Erasing.Erase(source, suppress: false);
        else await Edit(source, new(source.Profile.Tags.ContainsKey("buyer") ? EditKind.Untag : EditKind.Tag, "buyer", By("ann"), "ann"));
    }

    private async Task OfRecipient(int kind, string user, int person, int number)
    {
        if (kind == 13)
        {
            await Write(user, $"{{'email':'{Email(person)}','firstName':'Own {Names[number / 168 % 4]}','stage':'Active','tags':['mine']}}");
            return;
        }
        var all = world.Book(user).OrderBy(contact => contact.Id).ToArray();
        if (all.Length == 0) return;
        var contact = all[number / 168 % all.Length];
        switch (kind)
        {
            case 14: await Edit(contact, new(EditKind.Patch, $$$"""{"firstName":"Mine {{{number % 3}}}","preferences":{"bedrooms":9}}""", By(user), user)); break;
            case 15: await Edit(contact, new(EditKind.Tag, "Buyers", By(user), user)); break;
            case 16: await Edit(contact, new(EditKind.Untag, "Buyers", By(user), user)); break;
            case 17: await Edit(contact, new(contact.Profile.Archived is null ? EditKind.Archive : EditKind.Unarchive, "hand", By(user), user)); break;
            case 18: await Edit(contact, new(EditKind.Patch, """{"subscribed":false,"stage":"Lost","assignedTo":"me","company":null}""", By(user), user)); break;
            case 19: await Erase(user, contact, suppress: number / 336 % 2 == 0); break;
            default: await Merge(contact, all[number / 336 % all.Length]); break;
        }
    }

    public void NoteErased(IEnumerable<StoredContact> contacts)
    {
        foreach (var contact in contacts)
            foreach (var copy in contact.Profile.Copies ?? [])
                Refused[(contact.Book[5..], copy.Source)] = world.Contacts[copy.Source].Version;
    }

    private async Task Erase(string user, StoredContact contact, bool suppress)
    {
        NoteErased([contact]);
        if (suppress) Suppressed.UnionWith(contact.Profile.Emails.Select(email => (user, email.Normal!)));
        // Whose copy it was is suppressed too, whatever address he has there.
        if (suppress) Suppressed.UnionWith((contact.Profile.Copies ?? []).Select(copy => (user, copy.Source.ToString())));
        await Erasing.Erase(contact, suppress);
    }

    private async Task Merge(StoredContact one, StoredContact other)
    {
        if (one.Id == other.Id) return;
        HasMerged = true;
        await Joined(one, other);
    }

    private Erasing Erasing => new(world.Contacts.Door, new());

    private async Task Joined(StoredContact one, StoredContact other)
    {
        await world.Contacts.Merge(one.Id, other.Id);
        world.Contacts.Door.Forget(one);
        world.Contacts.Door.Forget(other);
    }

    private async Task MergeAnns(StoredContact source, int person)
    {
        if (Source(person) is { } other && other.Id != source.Id) await Joined(source, other);
    }

    private StoredContact? Source(int person) => world.Book("ann").FirstOrDefault(contact => contact.Profile.ExternalId == People[person]);

    private Stamp By(string user) => new(world.Contacts.Clock.Now, $"user:{user}", "api", null);

    private async Task Write(string user, string body)
    {
        var json = JsonElement.Parse(body.Replace('\'', '"'));
        Assert.Empty(ContactBody.Faults(json));
        var key = Some.Key(user: user) with { Book = $"user:{user}" };
        try
        {
            await new UpsertRun(world.Contacts.Door, world.Contacts.Resolver).Go(key, $"user:{user}", json, default);
        }
        catch (Refusal refusal) when (refusal.Type == "suppressed")
        {
            // He had the person erased for good.
        }
    }

    private async Task Edit(StoredContact contact, ContactEdit edit)
    {
        await world.Contacts.Door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, null)));
        world.Contacts.Door.Forget(contact);
    }
}
