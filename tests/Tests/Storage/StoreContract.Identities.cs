using Audiences.Stored;
using Contracts;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task A_key_belongs_to_one_contact_and_is_compared_exactly()
    {
        var abc = await Created(0, Some.External("abc"), Some.Anonymous("abc"));
        var upper = await Created(1, Some.External("ABC"));
        var zero = await Created(2, Some.External("0abc"));
        var other = Guid.NewGuid();

        var refused = await Append(Some.Write(other, 0, Some.Contact(other, 3), [Some.External("abc")]), Some.Row(other, Some.Step()));

        Assert.Equal((AppendStatus.KeyTaken, abc), (refused.Status, refused.Other));
        Assert.Null(await Contacts.Read(Some.Tenant, other, default));
        Assert.Equal([[abc], [abc], [upper], [zero]], new[]
        {
            await Holders(Some.External("abc")), await Holders(Some.Anonymous("abc")), await Holders(Some.External("ABC")), await Holders(Some.External("0abc")),
        });
    }

    [ContractFact]
    public async Task Of_two_claims_in_one_group_the_first_wins_and_the_other_learns_who_has_it()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var (a, b) = await InOneGroup(
            () => Append(Some.Write(first, 0, Some.Contact(first, 0), [Some.External("x")])),
            () => Append(Some.Write(second, 0, Some.Contact(second, 1), [Some.External("x")])));
        Assert.Equal((AppendStatus.Appended, AppendStatus.KeyTaken, (Guid?)first), (a.Status, b.Status, b.Other));
    }

    [ContractFact]
    public async Task Who_is_new_can_claim_also_where_the_first_claim_was_of_one_who_was_there()
    {
        var known = await Created(0);
        await store.Restart();
        await Appended(Some.Write(known, 1, Some.Contact(known, 0, 2), [Some.External("a"), Some.Email("a@b")]), Some.Row(known, Some.Step(StepKind.Edit)));
        var made = await Created(1, Some.External("b"), Some.Email("a@b"));
        Assert.Equal([[known], [made], [known, made]], new[] { await Holders(Some.External("a")), await Holders(Some.External("b")), await Holders(Some.Email("a@b")) });
    }

    [ContractFact]
    public async Task A_key_that_is_released_is_free()
    {
        var first = await Created(0, Some.Anonymous("x"), Some.Email("a@b"));
        await Appended(Some.Write(first, 1, Some.Contact(first, 0, 2), releases: [Some.Anonymous("x"), Some.Email("a@b")]));
        var second = await Created(1, Some.Anonymous("x"));
        Assert.Equal([second], await Holders(Some.Anonymous("x")));
        Assert.Empty(await Holders(Some.Email("a@b")));
    }

    [ContractFact]
    public async Task Addresses_are_shared_and_listed_up_to_a_limit()
    {
        var first = await Created(0, Some.Email("a@b"));
        var second = await Created(1, Some.Email("a@b"));
        Assert.Equal([first, second], await Holders(Some.Email("a@b")));
        Assert.Equal([first], await Holders(Some.Email("a@b"), limit: 1));
        Assert.Empty((await Contacts.Resolve("t2", Some.Book, [Some.Email("a@b")], 9, default)).Single().Contacts);
        Assert.Empty((await Contacts.Resolve(Some.Tenant, "b2", [Some.Email("a@b")], 9, default)).Single().Contacts);
    }

    [ContractFact]
    public async Task A_closed_contact_answers_with_its_survivor_and_takes_nothing_more()
    {
        var survivor = await Created(0, Some.External("s"));
        var closed = await Created(1, Some.External("c"), Some.Email("both@x"));
        await Appended(Closing(closed, 1, survivor), Some.Row(closed, Some.Step(StepKind.Close), 1));

        Assert.Equal([survivor], await Holders(Some.External("c")));
        Assert.Equal([survivor], await Holders(Some.Email("both@x")));
        Assert.Equal([closed], (await Contacts.Unfinished(Some.Tenant, default)).Select(contact => contact.Id));
        Assert.Equal([survivor], (await Contacts.List(Some.Tenant, Some.Book, null, 9, default)).Select(contact => contact.Id));
        Assert.Equal(AppendStatus.Stale, (await Append(Some.Write(closed, 2, null), Some.Row(closed, Some.Step()))).Status);
        Assert.Equal(AppendStatus.Gone, (await Append(Closing(survivor, 1, closed))).Status);
        Assert.Equal(AppendStatus.Gone, (await Append(Closing(survivor, 1, survivor))).Status);

        var third = Guid.NewGuid();
        var taken = await Append(Some.Write(third, 0, Some.Contact(third, 2), [Some.External("c")]));
        Assert.Equal((AppendStatus.KeyTaken, (Guid?)survivor), (taken.Status, taken.Other));
    }

    [ContractFact]
    public async Task Crossing_closes_in_one_group_close_only_one()
    {
        var one = await Created(0);
        var two = await Created(1);
        var (a, b) = await InOneGroup(() => Append(Closing(one, 1, two)), () => Append(Closing(two, 1, one)));
        Assert.Equal((AppendStatus.Appended, AppendStatus.Gone), (a.Status, b.Status));
    }

    [ContractFact]
    public async Task Absorbing_moves_identities_wipes_the_old_rows_and_empties_the_closed_profile()
    {
        var survivor = await Created(0, Some.External("s"), Some.Email("both@x"));
        var closed = await Created(1, Some.External("c"), Some.Anonymous("a"), Some.Email("both@x"));
        var message = await Appended(Some.Write(closed, 1, null), Some.Row(closed, Some.Step(messageId: "m"), 1));
        await Appended(Closing(closed, 1, survivor), Some.Row(closed, Some.Step(StepKind.Close), 1));

        var absorbing = Some.Write(survivor, 1, Some.Contact(survivor, 0, 2), absorbs: new(closed, 0, [message.First]));
        await Appended(absorbing, Some.Row(survivor, Some.Step(messageId: "m") with { Copied = true }), Some.Row(survivor, Some.Step(StepKind.Absorb)));

        var row = await Contact(closed);
        Assert.Equal((ContactState.Merged, 3L, (Guid?)survivor), (row.State, row.Version, row.MergedInto));
        Assert.Null(row.Profile.ExternalId);
        Assert.Equal([survivor], await Holders(Some.Anonymous("a")));
        Assert.Equal([survivor], await Holders(Some.External("c")));
        Assert.Equal([survivor], await Holders(Some.Email("both@x")));
        Assert.Equal([5], (await Messages()).Select(row => row.Message.Position));
        Assert.Empty(await Contacts.Unfinished(Some.Tenant, default));
        Assert.Equal(AppendStatus.Gone, (await Append(absorbing with { Version = 2, Write = Some.Contact(survivor, 0, 3) })).Status);
    }

    [ContractFact]
    public async Task A_chain_of_closed_contacts_ends_in_its_last()
    {
        var last = await Created(0);
        var middle = await Created(1);
        var first = await Created(2, Some.Anonymous("a"));
        await Appended(Closing(first, 1, middle));
        await Appended(Closing(middle, 1, last));
        Assert.Equal([last], await Holders(Some.Anonymous("a")));
        Assert.Equal(AppendStatus.Gone, (await Append(
            Some.Write(last, 1, Some.Contact(last, 0, 2), absorbs: new(last, 0, [])))).Status);
        await Appended(Some.Write(last, 1, Some.Contact(last, 0, 2), absorbs: new(first, 0, [])));
        Assert.Equal([last], await Holders(Some.Anonymous("a")));
        Assert.Equal([middle], (await Contacts.Unfinished(Some.Tenant, default)).Select(contact => contact.Id));
    }

    [ContractFact]
    public async Task A_wipe_that_names_somebody_elses_row_is_refused_and_nothing_is_written()
    {
        var mine = await Created(0);
        var other = await Created(1);
        await Appended(Some.Write(other, 1, null), Some.Row(other, Some.Step(messageId: "theirs"), 1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Append(Some.Write(mine, 1, Some.Contact(mine, 0, 2), wipe: [3])));
        Assert.Equal(("theirs", 1L), ((await Messages()).Single().Message.MessageId, (await Contact(mine)).Version));
    }

    static ContactWrite Closing(Guid id, long version, Guid survivor) => Some.Write(
        id, version, Some.Contact(id, 0, version + 1) with { State = ContactState.Merging, MergedInto = survivor }, closeInto: survivor);
}
