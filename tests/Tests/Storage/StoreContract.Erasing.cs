using System.Text;
using Audiences.Stored;
using Contracts;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task After_erasing_nothing_of_the_person_is_left_on_the_disk()
    {
        var id = Guid.NewGuid();
        var profile = Some.Profile("secret-external") with { Sources = ["secret-source"] };
        await Appended(
            Some.Write(id, 0, Some.Contact(id, 0, profile: profile), [Some.External("secret-external"), Some.Email("secret@mail")]),
            Some.Row(id, Some.Step(StepKind.Edit, payload: """{"a":"secret-edit"}""")),
            Some.Row(id, Some.Step(messageId: "secret-id", name: "secret-name", payload: "\"" + new string('x', 9_000) + "secret-payload\"")));
        Assert.Contains("secret-edit", Encoding.UTF8.GetString(store.OnDisk()), StringComparison.Ordinal);

        await Appended(Erasure(id, wipe: [2]), Some.Row(id, Some.Step(StepKind.Erase)));
        // The writer clears its journals before it takes the next order.
        await Created(1);

        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(store.OnDisk()), StringComparison.Ordinal);
        var row = await Contact(id);
        Assert.Equal((ContactState.Erased, 2L, (string?)null), (row.State, row.Version, row.Profile.ExternalId));
        Assert.Empty(await Messages());
        Assert.Empty(await Holders(Some.External("secret-external")));
        Assert.Equal(AppendStatus.Stale, (await Append(Some.Write(id, 2, null), Some.Row(id, Some.Step()))).Status);
    }

    [ContractFact]
    public async Task Erasing_a_survivor_leaves_nothing_of_whom_it_took_over()
    {
        var survivor = await Created(0);
        var closed = Guid.NewGuid();
        await Appended(
            Some.Write(closed, 0, Some.Contact(closed, 1, profile: Some.Profile("secret-x")), [Some.External("secret-x"), Some.Email("secret@y")]),
            Some.Row(closed, Some.Step(StepKind.Edit, payload: "\"secret-edit\""), 1), Some.Row(closed, Some.Step(messageId: "secret-m"), 1));
        await Appended(Closing(closed, 1, survivor));
        await Appended(
            Some.Write(survivor, 1, Some.Contact(survivor, 0, 2, profile: Some.Profile("secret-x")), absorbs: new(closed, 0, [3])),
            Some.Row(survivor, Some.Step(messageId: "secret-m") with { Copied = true }));
        await Appended(Erasure(survivor, wipe: [4], version: 2));
        await Created(2);

        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(store.OnDisk()), StringComparison.Ordinal);
        Assert.Empty(await Holders(Some.External("secret-x")));
    }

    [ContractFact]
    public async Task An_erased_message_id_is_not_taken_again_in_its_book()
    {
        var id = await Created(0);
        await Appended(Some.Write(id, 1, null), Some.Row(id, Some.Step(messageId: "m1")), Some.Row(id, Some.Step(messageId: "m2")));
        await Appended(Erasure(id, wipe: [2]));
        var other = await Created(1);

        var refused = await Append(
            Some.Write(other, 1, null), Some.Row(other, null, 1), Some.Row(other, Some.Step(messageId: "m3"), 1), Some.Row(other, Some.Step(messageId: "m1"), 1));

        Assert.Equal(AppendStatus.Erased, refused.Status);
        Assert.Equal(1, Assert.Single(refused.Seen));
        await Appended(Some.Write(other, 1, null), Some.Row(other, Some.Step(messageId: "m2"), 1), Some.Row(other, Some.Step(messageId: "m1"), 1) with { Book = "b2" });
    }

    [ContractFact]
    public async Task Forgetting_wipes_one_message_and_keeps_its_neighbours()
    {
        var id = await Created(0);
        await Appended(Some.Write(id, 1, null), Some.Row(id, Some.Step(messageId: "m1")), Some.Row(id, Some.Step(messageId: "m2")));
        await Appended(Some.Write(id, 1, null, wipe: [2], keepIdHashes: true), Some.Row(id, Some.Step(StepKind.Forget)));
        Assert.Equal(["m2"], (await Messages()).Select(row => row.Message.MessageId));
        Assert.Empty(await Contacts.Messages(Some.Tenant, 0, [2], default));
        Assert.Equal(AppendStatus.Erased, (await Append(Some.Write(id, 1, null), Some.Row(id, Some.Step(messageId: "m1")))).Status);
    }

    [ContractFact]
    public async Task What_one_of_a_group_writes_the_next_one_can_forget()
    {
        var id = await Created(0);
        var (written, forgotten) = await InOneGroup(
            () => Append(Some.Write(id, 1, null), Some.Row(id, Some.Step(messageId: "m1"))),
            () => Append(Some.Write(id, 1, null, wipe: [2], keepIdHashes: true), Some.Row(id, Some.Step(StepKind.Forget))));
        Assert.Equal((AppendStatus.Appended, AppendStatus.Appended), (written.Status, forgotten.Status));
        Assert.Empty(await Messages());
        Assert.Equal(AppendStatus.Erased, (await Append(Some.Write(id, 1, null), Some.Row(id, Some.Step(messageId: "m1")))).Status);
    }

    [ContractFact]
    public async Task A_suppressed_identity_is_known_and_not_taken_again()
    {
        var id = await Created(0, Some.External("x"), Some.Email("a@b"));
        var kept = await Created(1, Some.External("y"));
        await Appended(Erasure(id, suppress: true));
        var answers = await Contacts.Resolve(
            Some.Tenant, Some.Book, [Some.External("x"), Some.Email("a@b"), Some.External("y"), Some.Anonymous("x")], 9, default);
        Assert.Equal([true, true, false, false], answers.Select(answer => answer.Suppressed));
        Assert.Equal(kept, Assert.Single(answers[2].Contacts));

        var again = Guid.NewGuid();
        Assert.Equal(AppendStatus.Suppressed, (await Append(Some.Write(again, 0, Some.Contact(again, 2), [Some.Email("a@b")]))).Status);
    }

    [ContractFact]
    public async Task Erasing_without_suppressing_leaves_the_identity_free()
    {
        var id = await Created(0, Some.External("x"));
        await Appended(Erasure(id));
        var again = await Created(1, Some.External("x"));
        Assert.Equal([again], await Holders(Some.External("x")));
    }

    static ContactWrite Erasure(Guid id, long[]? wipe = null, bool suppress = false, long version = 1) => Some.Write(
        id, version, Some.Contact(id, 0, version + 1, profile: Some.Profile("still here")) with { State = ContactState.Erased },
        wipe: wipe, keepIdHashes: true, suppress: suppress);
}
