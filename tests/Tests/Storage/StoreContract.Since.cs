using Contracts;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task What_happened_after_a_position_is_read_in_order()
    {
        var (one, two, elsewhere) = (await Created(0), await Created(1), Guid.NewGuid());
        await Appended(Some.Write(one, 1, null), Some.Row(one, Some.Step(messageId: "m3")), Some.Row(one, Some.Step(StepKind.Page, "m4")));
        await Appended(Some.Write(two, 1, null), Some.Row(two, Some.Step(messageId: "m5"), 1), Some.Row(two, null, 1));
        await Appended(Some.Write(one, 1, null, wipe: [3], keepIdHashes: true), Some.Row(one, Some.Step(StepKind.Forget)));

        var second = (await Partitions.Open(Some.Tenant, 1, default)).Epoch;
        var there = Some.Write(elsewhere, 0, Some.Contact(elsewhere, 4, partition: 1));
        await Partitions.Append(Some.Append(second, there, Some.Row(elsewhere, Some.Step(messageId: "there"), 4)) with { Partition = 1 }, default);

        (long, int, StepKind)[] all =
        [
            (1, 0, StepKind.Edit), (2, 1, StepKind.Edit), (3, 0, StepKind.Track), (4, 0, StepKind.Page), (5, 1, StepKind.Track), (7, 0, StepKind.Forget),
        ];
        foreach (var after in (long[])[0, 2, 3, 6, 7])
        {
            Assert.Equal(
                all.Where(row => row.Item1 > after),
                await Partitions.Touched(Some.Tenant, 0, after, default).Select(row => (row.Position, row.Slot, row.Kind)).ToListAsync());
            Assert.Equal(
                ((int, string)[])[.. new[] { (0, "m4", 4), (1, "m5", 5) }.Where(row => row.Item3 > after).Select(row => (row.Item1, row.Item2))],
                (await Messages(after: after)).Select(row => (row.Slot, row.Message.MessageId)));
        }
        Assert.Equal([new(1, 4, StepKind.Track)], await Partitions.Touched(Some.Tenant, 1, 0, default).ToListAsync());
    }

    [ContractFact]
    public async Task Reading_on_from_a_position_crosses_pages_without_losing_or_repeating()
    {
        const int many = 5_000;
        var id = await Created(0);
        await Appended(Some.Write(id, 1, null), [.. Enumerable.Range(0, many).Select(n => Some.Row(id, Some.Step(messageId: $"m{n}")))]);
        var expected = Enumerable.Range(102, many - 100).Select(position => (long)position);
        Assert.Equal(expected, await Partitions.Touched(Some.Tenant, 0, 101, default).Select(row => row.Position).ToListAsync());
        Assert.Equal(expected, (await Messages(after: 101)).Select(row => row.Message.Position));
    }

    [ContractFact]
    public async Task Contacts_are_read_by_their_slots()
    {
        const int many = 2_100;
        var ids = await Task.WhenAll(Enumerable.Range(0, many).Select(slot => Created(slot)));
        await Appended(Erasure(ids[7]), Some.Row(ids[7], Some.Step(StepKind.Erase), 7));
        await Appended(Some.Write(ids[9], 1, Some.Contact(ids[9], 9, 2, profile: Some.Profile("nine"))));

        var some = await Partitions.Contacts(Some.Tenant, 0, [9, many, 7, 6], default);
        Assert.Equal(
            [(6, ids[6], 1L, ContactState.Live, null), (7, ids[7], 2, ContactState.Erased, null), (9, ids[9], 2, ContactState.Live, "nine")],
            some.Select(contact => (contact.Slot, contact.Id, contact.Version, contact.State, contact.Profile.ExternalId)));
        Assert.Equal(ids, (await Partitions.Contacts(Some.Tenant, 0, [.. Enumerable.Range(0, many).Reverse()], default)).Select(contact => contact.Id));
        Assert.Empty(await Partitions.Contacts(Some.Tenant, 1, [6], default));
        Assert.Empty(await Partitions.Contacts(Some.Tenant, 0, [], default));
    }

    [ContractFact]
    public async Task Messages_at_positions_come_as_they_were_asked_for_without_those_that_were_wiped()
    {
        var id = await Created(3);
        await Appended(Some.Write(id, 1, null), [.. Enumerable.Range(2, 4).Select(n => Some.Row(id, Some.Step(messageId: $"m{n}"), 3))]);
        await Appended(Some.Write(id, 1, null, wipe: [3], keepIdHashes: true), Some.Row(id, Some.Step(StepKind.Forget), 3));

        var read = await Contacts.Messages(Some.Tenant, 0, [5, 6, 1, 3, 99, 2], default);
        Assert.Equal([(5L, "m5"), (2L, "m2")], read.Select(message => (message.Position, message.MessageId)));
    }
}
