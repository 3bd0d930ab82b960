using Audiences.Stored;
using Contracts;
using Host.Storage;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task Appends_from_many_tasks_all_complete_and_positions_are_theirs_alone()
    {
        var ids = new List<Guid>();
        for (var slot = 0; slot < 16; slot++) ids.Add(await Created(slot));
        var results = await Task.WhenAll(ids.SelectMany(id => Enumerable.Range(0, 100).Select(n => Append(
            Some.Write(id, n % 10 == 9 ? 7 : 1, null), Some.Row(id, Some.Step(messageId: $"{id}-{n}"))))));

        var appended = results.Where(result => result.Status == AppendStatus.Appended).Select(result => result.First).ToArray();
        Assert.Equal(1_440, appended.Length);
        Assert.Equal(Enumerable.Range(17, 1_440).Select(n => (long)n), appended);
        Assert.Equal(160, results.Count(result => result.Status == AppendStatus.Stale));
        Assert.Equal(appended, (await Messages()).Select(row => row.Message.Position));
    }

    [ContractFact]
    public async Task Too_much_waiting_is_overload_and_nothing_of_it_is_written()
    {
        await Use(Make(new WriterOptions(Waiting: 2)));
        var id = await Created(0);
        using var hold = new Hold(store.Database);
        await hold.Reached;
        Task<AppendResult>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Append(Some.Write(id, 1, null), Some.Row(id, Some.Step())))];
        var refused = Assert.Throws<Refusal>(() => { _ = store.Database.Write(_ => 0, default); });
        hold.Release();

        Assert.Equal([AppendStatus.Appended, AppendStatus.Appended, AppendStatus.Overloaded], (await Task.WhenAll(waiting)).Select(result => result.Status));
        Assert.Equal(429, refused.Status);
        Assert.Equal(2, (await Messages()).Count);
    }

    [ContractFact]
    public async Task Bytes_bound_what_waits_too()
    {
        await Use(Make(new WriterOptions(WaitingBytes: 4_000)));
        var id = await Created(0);
        using var hold = new Hold(store.Database);
        await hold.Reached;
        var large = Some.Step(payload: new string('x', 9_000));
        Task<AppendResult>[] waiting = [.. Enumerable.Range(0, 2).Select(_ => Append(Some.Write(id, 1, null), Some.Row(id, large)))];
        hold.Release();
        Assert.Equal([AppendStatus.Appended, AppendStatus.Overloaded], (await Task.WhenAll(waiting)).Select(result => result.Status));
    }

    [ContractFact]
    public async Task When_one_fails_unexpectedly_only_it_fails()
    {
        var id = await Created(0);
        var (clash, fine) = (Guid.NewGuid(), Guid.NewGuid());
        using var hold = new Hold(store.Database);
        await hold.Reached;
        var before = Append(Some.Write(id, 1, null), Some.Row(id, Some.Step(messageId: "m1")));
        var guilty = Append(Some.Write(clash, 0, Some.Contact(clash, slot: 0)), Some.Row(clash, Some.Step(messageId: "m2")));
        var after = Append(Some.Write(fine, 0, Some.Contact(fine, slot: 1)), Some.Row(fine, Some.Step(messageId: "m3"), 1));
        hold.Release();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => guilty);
        Assert.Equal((AppendStatus.Appended, 2L), ((await before).Status, (await before).First));
        Assert.Equal((AppendStatus.Appended, 3L), ((await after).Status, (await after).First));
        Assert.Equal(["m1", "m3"], (await Messages()).Select(row => row.Message.MessageId));
        Assert.Null(await Contacts.Read(Some.Tenant, clash, default));
    }

    [ContractFact]
    public async Task A_failed_commit_is_an_unknown_outcome_for_the_whole_group_and_the_next_one_works()
    {
        var id = await Created(0);
        using var hold = new Hold(store.Database);
        await hold.Reached;
        var append = Append(Some.Write(id, 1, null), Some.Row(id, Some.Step()));
        var broken = store.Database.Write(SpoilCommit, default);
        hold.Release();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => append);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => broken);
        var opened = await Partitions.Open(Some.Tenant, 0, default);
        Assert.Equal(1, opened.Position);
    }

    [ContractFact]
    public async Task Closing_answers_everybody_who_waits_and_takes_nobody_more()
    {
        var id = await Created(0);
        using var hold = new Hold(store.Database);
        await hold.Reached;
        Task<AppendResult>[] waiting = [.. Enumerable.Range(0, 10).Select(_ => Append(Some.Write(id, 1, null), Some.Row(id, Some.Step())))];
        var closing = store.Database.DisposeAsync();
        hold.Release();
        await closing;
        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(AppendStatus.Appended, result.Status));
        Assert.Equal(503, (await Assert.ThrowsAsync<Refusal>(() => Append(null))).Status);
    }

    [ContractFact]
    public async Task An_order_given_up_before_its_turn_is_not_carried_out()
    {
        var id = await Created(0);
        using var given = new CancellationTokenSource();
        using var hold = new Hold(store.Database);
        await hold.Reached;
        var append = Partitions.Append(Some.Append(epoch, Some.Write(id, 1, null), Some.Row(id, Some.Step())), given.Token);
        await given.CancelAsync();
        hold.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        Assert.Empty(await Messages());
    }

    [ContractFact]
    public async Task A_failed_read_leaves_the_next_one_well()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => store.Database.Read(session => session.Execute("DELETE FROM settings"), default));
        Assert.Equal(4, (await Partitions.Partitions(Some.Tenant, default)).Length);
    }

    /// <summary>Lets orders gather while the writer is held, so that they are one group.</summary>
    async Task<(AppendResult, AppendResult)> InOneGroup(Func<Task<AppendResult>> first, Func<Task<AppendResult>> second)
    {
        using var hold = new Hold(store.Database);
        await hold.Reached;
        var (a, b) = (first(), second());
        hold.Release();
        return (await a, await b);
    }

    /// <summary>Keeps the writer's thread busy until it is released, at the latest when the test ends.</summary>
    sealed class Hold : IDisposable
    {
        readonly ManualResetEvent released = new(false);
        readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Hold(Database database) => _ = database.Write(
            _ =>
            {
                reached.TrySetResult();
                return released.WaitOne();
            },
            default);

        public Task Reached => reached.Task;

        public void Release() => released.Set();

        public void Dispose() => Release();
    }
}
