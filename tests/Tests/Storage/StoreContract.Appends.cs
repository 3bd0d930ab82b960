using Audiences.Stored;
using Contracts;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task A_tenant_begins_with_four_partitions_numbered_without_gaps()
    {
        Assert.Equal(4, (await Partitions.Partitions(Some.Tenant, default)).Length);
        await Partitions.Add(Some.Tenant, 4, default);
        await Partitions.Add(Some.Tenant, 4, default);
        var numbers = await Partitions.Partitions(Some.Tenant, default);
        Assert.Equal(Enumerable.Range(0, 5), numbers);
        await Partitions.Add(Some.Tenant, 6, default);
        await Partitions.Add(Some.Tenant, 5, default);
        Assert.Equal(Enumerable.Range(0, 7), await Partitions.Partitions(Some.Tenant, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Partitions.Add(Some.Tenant, 40, default));
        Assert.Equal([Some.Tenant], (await Partitions.Tenants(default)).ToArray());
    }

    [ContractFact]
    public async Task Positions_have_no_gaps_over_refused_appends()
    {
        var id = await Created(slot: 3);
        var second = await Appended(Some.Write(id, 1, null), Some.Row(id, Some.Step()), Some.Row(id, Some.Step()));
        var refused = await Append(Some.Write(id, 9, null), Some.Row(id, Some.Step()));
        var third = await Appended(Some.Write(id, 1, null), Some.Row(id, Some.Step()));

        Assert.Equal((2, AppendStatus.Stale, 4), (second.First, refused.Status, third.First));
        var opened = await Partitions.Open(Some.Tenant, 0, default);
        Assert.Equal((4, 4), (opened.Position, opened.NextSlot));
    }

    [ContractFact]
    public async Task Every_column_of_a_message_comes_back()
    {
        var id = await Created(0);
        var step = new ContactStep(
            StepKind.Page, new(1), new(2), "a\0b", "m-1", long.MinValue, """{"type":"page","x":"é😀"}""", null, Cause.Late, Active: false);
        await Appended(Some.Write(id, 1, null), Some.Row(id, step), Some.Row(id, Some.Step(StepKind.Screen, "m-2", name: null)));

        var messages = await Messages();
        Assert.Equal((0, new StoredMessage(2, StepKind.Page, new(1), new(2), "a\0b", "m-1", long.MinValue, step.Payload, false)), messages[0]);
        Assert.Null(messages[1].Message.Name);
        Assert.Equal(2, messages.Count);
        var asked = await Contacts.Messages(Some.Tenant, 0, [3, 1, 2, 99], default);
        Assert.Equal([3, 2], asked.Select(message => message.Position));
    }

    [ContractFact]
    public async Task An_older_epoch_is_fenced_and_a_newer_one_goes_on_from_the_log()
    {
        var id = await Created(0);
        var opened = await Partitions.Open(Some.Tenant, 0, default);
        Assert.Equal((epoch + 1, 1L, 1), (opened.Epoch, opened.Position, opened.NextSlot));
        Assert.Equal(AppendStatus.Fenced, (await Append(Some.Write(id, 8, null), Some.Row(id, Some.Step()))).Status);
        epoch = opened.Epoch;
        Assert.Equal(2, (await Appended(Some.Write(id, 1, null), Some.Row(id, Some.Step()))).First);
    }

    [ContractFact]
    public async Task A_contact_is_created_once_and_changed_only_from_the_version_it_has()
    {
        var id = await Created(0);
        Assert.Equal(AppendStatus.Stale, (await Append(Some.Write(id, 0, Some.Contact(id, 1)))).Status);
        Assert.Equal(AppendStatus.Stale, (await Append(Some.Write(Guid.NewGuid(), 1, null))).Status);
        await Appended(Some.Write(id, 1, Some.Contact(id, 0, version: 2, profile: Some.Profile("x"))));
        Assert.Equal(AppendStatus.Stale, (await Append(Some.Write(id, 1, Some.Contact(id, 0, version: 2)))).Status);
        Assert.Equal((2L, "x"), ((await Contact(id)).Version, (await Contact(id)).Profile.ExternalId));
    }

    [ContractFact]
    public async Task A_row_of_another_tenant_or_partition_than_its_append_is_refused()
    {
        var id = Guid.NewGuid();
        await Assert.ThrowsAsync<ArgumentException>(() => Append(Some.Write(id, 0, Some.Contact(id, 0) with { Tenant = "t2" })));
        await Assert.ThrowsAsync<ArgumentException>(() => Append(Some.Write(id, 0, Some.Contact(id, 0, partition: 1))));
        await Assert.ThrowsAsync<ArgumentException>(() => Append(Some.Write(Guid.NewGuid(), 0, Some.Contact(id, 0))));
    }

    [ContractFact]
    public async Task Everything_is_there_after_a_restart()
    {
        var id = await Created(7, Some.External("x"));
        await Appended(Some.Write(id, 1, null), Some.Row(id, Some.Step(messageId: "m"), 7, Some.Entry(id, slot: 7)));
        await store.Restart();

        Assert.Equal([id], await Holders(Some.External("x")));
        Assert.Equal([id], await Partitions.Contacts(Some.Tenant, 0, default).Select(contact => contact.Id).ToListAsync());
        Assert.Equal("m", (await Messages()).Single().Message.MessageId);
        Assert.Equal(Some.Entry(id, slot: 7), (await Memberships()).Single().Entry);
    }

    [ContractFact]
    public async Task Loading_crosses_pages_without_losing_or_repeating()
    {
        const int many = 5_000;
        var id = await Created(0);
        var rows = Enumerable.Range(0, many).Select(n => Some.Row(id, Some.Step(messageId: $"m{n}"))).ToArray();
        await Appended(Some.Write(id, 1, null), rows);
        Assert.Equal(Enumerable.Range(0, many).Select(n => $"m{n}"), (await Messages()).Select(row => row.Message.MessageId));
    }

    [ContractFact]
    public async Task A_snapshot_is_replaced_by_its_owner_and_not_used_when_damaged()
    {
        static PartitionSnapshot Of(long position, byte[] data) => new(position, data, System.Security.Cryptography.SHA256.HashData(data));
        Assert.Null(await Partitions.Snapshot(Some.Tenant, 0, default));
        await Partitions.SaveSnapshot(Some.Tenant, 0, epoch, Of(1, [1, 2]), default);
        await Partitions.SaveSnapshot(Some.Tenant, 0, epoch, Of(2, [3]), default);
        await Partitions.SaveSnapshot(Some.Tenant, 0, epoch - 1, Of(3, [4]), default);
        var read = await Partitions.Snapshot(Some.Tenant, 0, default);
        Assert.Equal(2, read!.Position);
        Assert.Equal([3], read.Data);

        await Partitions.SaveSnapshot(Some.Tenant, 0, epoch, Of(4, [5]) with { Data = [6] }, default);
        Assert.Null(await Partitions.Snapshot(Some.Tenant, 0, default));
    }
}
