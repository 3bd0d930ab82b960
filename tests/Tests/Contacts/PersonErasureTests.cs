using Contacts;
using Contracts;

namespace Tests.Contacts;

/// <summary>Whom an erasure over the tenant finds, and what a crash in the middle leaves to the next one.</summary>
public sealed class PersonErasureTests
{
    private static readonly string[] Books = ["organisation:main", "user:a", "user:b"];
    private readonly World world = new();

    [Fact]
    public async Task By_an_address_everybody_goes_who_has_it_in_whatever_book()
    {
        foreach (var book in Books) await world.Upsert($"{{'externalId':'in {book}','email':'ann@example.org'}}", book);
        await world.Upsert("{'externalId':'other','email':'Ann@Example.org'}");
        var stays = await world.Upsert("{'email':'bob@example.org'}", "user:a");
        Assert.Equal((4, 3), await Erase(new Identity(IdentityKind.Email, "ann@example.org")));
        Assert.Equal([stays.Id], world.Live.Select(contact => contact.Id));
        Assert.Equal((0, 0), await Erase(new Identity(IdentityKind.Email, "ann@example.org")));
    }

    [Fact]
    public async Task By_an_id_the_contact_goes_and_in_other_books_who_is_the_same_person_for_certain()
    {
        var ann = await world.Upsert("{'externalId':'ann','emails':['ann@example.org','home@example.org']}");
        var husband = await world.Upsert("{'externalId':'husband','email':'home@example.org'}");
        await world.Upsert("{'email':'ann@example.org'}", "user:a");
        var namesake = await world.Upsert("{'externalId':'somebody else','email':'ann@example.org'}", "user:b");
        (StoredContact One, StoredContact Other) couple = (
            await world.Upsert("{'externalId':'c1','email':'home@example.org'}", "user:c"), await world.Upsert("{'externalId':'c2','email':'home@example.org'}", "user:c"));
        Assert.Equal((2, 2), await Erase(ann.Id));
        Assert.Equal(
            new[] { husband.Id, namesake.Id, couple.One.Id, couple.Other.Id }.Order(), world.Live.Select(contact => contact.Id).Order());
    }

    [Fact]
    public async Task A_former_id_and_a_former_key_lead_to_whom_the_contact_was_merged_into()
    {
        var (one, two, three) = (await world.Upsert("{'externalId':'one'}"), await world.Upsert("{'externalId':'two'}"), await world.Upsert("{'externalId':'three'}"));
        await world.Merge(one.Id, two.Id);
        Assert.Equal((1, 1), await Erase(one.Id));
        Assert.Equal([three.Id], world.Live.Select(contact => contact.Id));
        var four = await world.Upsert("{'externalId':'four'}");
        await world.Merge(four.Id, three.Id);
        Assert.Equal((1, 1), await Erase(new Identity(IdentityKind.External, "four")));
        Assert.Empty(world.Live);
    }

    [Theory]
    [InlineData(0, false), InlineData(1, false), InlineData(2, false), InlineData(0, true), InlineData(1, true), InlineData(2, true)]
    public async Task What_a_crash_leaves_the_same_order_finds_again(int crash, bool byId)
    {
        var contacts = new List<Guid>();
        foreach (var book in Books) contacts.Add((await world.Upsert("{'email':'ann@example.org'}", book)).Id);
        var commits = 0;
        world.Misfortune = _ => commits++ == crash ? throw new IOException("crash") : null;
        await Assert.ThrowsAsync<IOException>(Order);
        Assert.Equal(Books.Length - crash, world.Live.Count);
        world.Crash();
        Assert.Equal((Books.Length - crash, Books.Length - crash), await Order());
        Assert.Empty(world.Live);

        Task<(int, int)> Order() => byId ? Erase(contacts[1]) : Erase(new Identity(IdentityKind.Email, "ann@example.org"));
    }

    private async Task<(int Erased, int Books)> Erase(Guid contact) => Counted(await Erasure.Of("main", contact, suppress: false, default));

    private async Task<(int Erased, int Books)> Erase(Identity identity) => Counted(await Erasure.Of("main", identity, suppress: false, default));

    private static (int, int) Counted(ErasedPerson done) => (done.Erased, done.Books);

    private PersonErasure Erasure => new(world, new Erasing(world.Door, new()), TimeProvider.System);
}
