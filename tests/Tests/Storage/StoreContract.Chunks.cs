using System.Text;
using Audiences.Stored;
using Contracts;
using Host.Storage;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task Chunks_come_back_by_number_each_as_it_was_saved_last()
    {
        var second = (await Partitions.Open(Some.Tenant, 1, default)).Epoch;
        foreach (var number in (int[])[9, 3, ContactsChunk.Names, 0, 63, 7])
            await Save(number, position: number + 10, data: [1, (byte)number]);
        await Partitions.SaveChunk(Some.Tenant, 1, second, new(3, 5, new byte[] { 4 }), default);
        await Save(3, position: 20, data: []);
        await store.Restart();

        var read = await Chunks();
        Assert.Equal([-1, 0, 3, 7, 9, 63], read.Select(chunk => chunk.Number));
        Assert.Equal([9L, 10, 20, 17, 19, 73], read.Select(chunk => chunk.Position));
        Assert.Equal([[1, 255], [1, 0], [], [1, 7], [1, 9], [1, 63]], read.Select(chunk => chunk.Data));
        Assert.Equal([4], Assert.Single(await Chunks(partition: 1)).Data);
        Assert.Empty(await Chunks(partition: 2));
    }

    [ContractFact]
    public async Task Chunks_are_written_by_the_partitions_owner_alone()
    {
        await Save(1, position: 5);
        var former = epoch;
        epoch = (await Partitions.Open(Some.Tenant, 0, default)).Epoch;
        await Partitions.SaveChunk(Some.Tenant, 0, former, new(1, 6, new byte[] { 2 }), default);
        await Partitions.SaveChunk(Some.Tenant, 0, former, new(2, 6, new byte[] { 2 }), default);
        await Partitions.RenewChunks(Some.Tenant, 0, former, [1], 7, default);

        var read = Assert.Single(await Chunks());
        Assert.Equal((1, 5L), (read.Number, read.Position));
        Assert.Equal([1], read.Data);
    }

    [ContractFact]
    public async Task A_damaged_chunk_is_left_out_with_a_warning_and_the_others_are_there()
    {
        foreach (var number in Enumerable.Range(0, 10)) await Save(number, position: 5);
        foreach (var damaged in (int[])[3, 4, 9])
            await store.Database.Write(session => session.Execute("UPDATE chunk_data SET data = $1 WHERE number = $2", new byte[] { 2 }, damaged), default);

        Assert.Equal([0, 1, 2, 5, 6, 7, 8], (await Chunks()).Select(chunk => chunk.Number));
        var complaints = store.Complaints.Where(complaint => complaint.StartsWith("Chunk", StringComparison.Ordinal)).ToList();
        Assert.Equal([3, 4, 9], complaints.Select(complaint => int.Parse(complaint.Split(' ')[1])));
        Assert.StartsWith("Chunk 3 of partition 0 of t1 is damaged", complaints[0], StringComparison.Ordinal);

        await Save(3, position: 6);
        Assert.Contains(await Chunks(), chunk => chunk.Number == 3);
    }

    [ContractFact]
    public async Task Renewing_says_a_later_position_of_the_chunks_that_are_there()
    {
        foreach (var number in Enumerable.Range(0, 3)) await Save(number, position: 5, data: [(byte)number]);
        await Save(4, position: 30);
        await Partitions.RenewChunks(Some.Tenant, 0, epoch, [0, 2, 3, 4], 20, default);

        var read = await Chunks();
        Assert.Equal([(0, 20L), (1, 5), (2, 20), (4, 30)], read.Select(chunk => (chunk.Number, chunk.Position)));
        Assert.Equal([2], read[2].Data);
    }

    [ContractFact]
    public async Task A_chunk_is_not_replaced_by_an_earlier_one()
    {
        await Save(0, position: 5, data: [5]);
        await Save(0, position: 4, data: [4]);
        Assert.Equal([5], Assert.Single(await Chunks()).Data);
    }

    [ContractFact]
    public async Task Only_one_chunk_waits_for_the_writer_so_that_appends_find_room()
    {
        await Use(Make(new WriterOptions(WaitingBytes: 4_000)));
        var id = await Created(0);
        using var hold = new Hold(store.Database);
        await hold.Reached;
        Task[] saving = [.. Enumerable.Range(0, 5).Select(number => Save(number, 1, new byte[3_000]))];
        var append = Append(Some.Write(id, 1, null), Some.Row(id, Some.Step()));
        hold.Release();

        Assert.Equal(AppendStatus.Appended, (await append).Status);
        await Task.WhenAll(saving);
        Assert.Equal(5, (await Chunks()).Count);
    }

    [ContractTheory]
    [InlineData(1_023, 0)]
    [InlineData(1_024, 1)]
    [InlineData(65_535, 63)]
    public async Task Erasing_and_forgetting_remove_the_chunk_that_the_contact_is_in(int slot, int removed)
    {
        var (erased, forgetful) = (await Created(slot), await Created(slot - 1_000));
        await Appended(Some.Write(forgetful, 1, null), Some.Row(forgetful, Some.Step(messageId: "m1")), Some.Row(forgetful, Some.Step(messageId: "m2")));
        int[] all = [ContactsChunk.Names, .. Enumerable.Range(0, 64)];
        await SaveAll(all);
        await Appended(Some.Write(forgetful, 1, Some.Contact(forgetful, slot - 1_000, 2)), Some.Row(forgetful, Some.Step(StepKind.Edit)));
        Assert.Equal(all, (await Chunks()).Select(chunk => chunk.Number));

        await Appended(Erasure(erased), Some.Row(erased, Some.Step(StepKind.Erase)));
        Assert.Equal(all.Except([removed]), (await Chunks()).Select(chunk => chunk.Number));

        await SaveAll(all);
        await Appended(Some.Write(forgetful, 2, null, wipe: [3], keepIdHashes: true), Some.Row(forgetful, Some.Step(StepKind.Forget)));
        Assert.Equal(all.Except([(slot - 1_000) / 1_024]), (await Chunks()).Select(chunk => chunk.Number));
    }

    [ContractFact]
    public async Task Merges_remove_no_chunk_and_an_erasure_those_of_all_who_were_merged()
    {
        var (survivor, _) = await Merged();
        await Appended(Erasure(survivor, version: 2), Some.Row(survivor, Some.Step(StepKind.Erase)));
        await AssertRemoved();
    }

    [ContractFact]
    public async Task Forgetting_a_message_removes_the_chunks_of_all_who_were_merged_too()
    {
        var (survivor, copied) = await Merged();
        await Appended(Some.Write(survivor, 2, null, wipe: [copied], keepIdHashes: true), Some.Row(survivor, Some.Step(StepKind.Forget)));
        await AssertRemoved();
    }

    [ContractFact]
    public async Task A_chunk_that_was_on_its_way_does_not_bring_back_who_was_erased()
    {
        var id = await Created(0);
        var before = (await Partitions.Open(Some.Tenant, 0, default)).Position;
        epoch = (await Partitions.Open(Some.Tenant, 0, default)).Epoch;
        var after = (await Appended(Erasure(id), Some.Row(id, Some.Step(StepKind.Erase)))).First;
        await Save(0, before);
        await Partitions.RenewChunks(Some.Tenant, 0, epoch, [0], after + 9, default);
        Assert.Empty(await Chunks());

        await Save(0, after);
        Assert.Equal(after, Assert.Single(await Chunks()).Position);
    }

    [ContractFact]
    public async Task After_erasing_nothing_of_the_person_is_left_of_the_chunks_on_the_disk()
    {
        var (survivor, _) = await Merged(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat("secret", 200_000))));
        Assert.Contains("secret", Encoding.UTF8.GetString(store.OnDisk()), StringComparison.Ordinal);

        await Appended(Erasure(survivor, version: 2), Some.Row(survivor, Some.Step(StepKind.Erase)));
        // The writer clears its journals before it takes the next order.
        await Created(2);

        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(store.OnDisk()), StringComparison.Ordinal);
    }

    /// <summary>
    /// A contact of chunk 4 was merged into one of chunk 2 of partition 1, and that one into one of chunk 0, with a message each time.
    /// Their chunks, with their neighbours, were saved before and are there after it.
    /// </summary>
    /// <returns>The survivor, and where the copy of the message is.</returns>
    async Task<(Guid Survivor, long Copied)> Merged(byte[]? data = null)
    {
        var second = (await Partitions.Open(Some.Tenant, 1, default)).Epoch;
        Task<AppendResult> InSecond(ContactWrite write, params AppendRow[] rows) =>
            Partitions.Append(Some.Append(second, write, rows) with { Partition = 1 }, default);

        var (survivor, first, between) = (await Created(0), await Created(4_100), Guid.NewGuid());
        await InSecond(Some.Write(between, 0, Some.Contact(between, 2_050, partition: 1)), Some.Row(between, Some.Step(StepKind.Edit), 2_050));
        var message = (await Appended(Some.Write(first, 1, null), Some.Row(first, Some.Step(messageId: "m"), 4_100))).First;
        foreach (var number in (int[])[0, 1, 3, 4, 5]) await Save(number, message, number is 0 or 4 ? data : null);
        foreach (var number in (int[])[1, 2, 3])
            await Partitions.SaveChunk(Some.Tenant, 1, second, new(number, 1, number == 2 && data is not null ? data : [1]), default);

        await Appended(Into(Some.Contact(first, 4_100, 2), between), Some.Row(first, Some.Step(StepKind.Close), 4_100));
        var copy = (await InSecond(
            Some.Write(between, 1, Some.Contact(between, 2_050, 2, partition: 1), absorbs: new(first, 0, [message])),
            Some.Row(between, Some.Step(messageId: "m") with { Copied = true }, 2_050))).First;
        await InSecond(Into(Some.Contact(between, 2_050, 3, partition: 1), survivor), Some.Row(between, Some.Step(StepKind.Close), 2_050));
        var copied = (await Appended(
            Some.Write(survivor, 1, Some.Contact(survivor, 0, 2), absorbs: new(between, 1, [copy])),
            Some.Row(survivor, Some.Step(messageId: "m") with { Copied = true }))).First;

        Assert.Equal([0, 1, 3, 4, 5], (await Chunks()).Select(chunk => chunk.Number));
        Assert.Equal([1, 2, 3], (await Chunks(partition: 1)).Select(chunk => chunk.Number));
        return (survivor, copied);
    }

    async Task AssertRemoved()
    {
        Assert.Equal([1, 3, 5], (await Chunks()).Select(chunk => chunk.Number));
        Assert.Equal([1, 3], (await Chunks(partition: 1)).Select(chunk => chunk.Number));
    }

    static ContactWrite Into(StoredContact closed, Guid survivor) => Some.Write(
        closed.Id, closed.Version - 1, closed with { State = ContactState.Merging, MergedInto = survivor }, closeInto: survivor);

    // A part of an array, as whoever saves many has it.
    Task Save(int number, long position, byte[]? data = null) =>
        Partitions.SaveChunk(Some.Tenant, 0, epoch, new(number, position, new ReadOnlyMemory<byte>([99, .. data ?? [1], 99])[1..^1]), default);

    async Task SaveAll(int[] numbers)
    {
        var opened = await Partitions.Open(Some.Tenant, 0, default);
        epoch = opened.Epoch;
        foreach (var number in numbers) await Save(number, opened.Position);
    }

    // What one holds is right until the next is asked for.
    async Task<List<(int Number, long Position, byte[] Data)>> Chunks(int partition = 0) =>
        await Partitions.Chunks(Some.Tenant, partition, default).Select(chunk => (chunk.Number, chunk.Position, chunk.Data.ToArray())).ToListAsync();
}
