using Contacts;
using Contacts.Stored;
using Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tests.Membership;

/// <summary>Imports of many books: which may begin, and whom one that fails keeps waiting.</summary>
public sealed class ImportQueueTests
{
    private static readonly Instant Begin = new(1_767_268_800_000);

    [Fact]
    public async Task Books_that_fail_wait_without_keeping_others_from_going_on()
    {
        await using var world = await World.Open();
        var (store, files, machine) = (world.Service<IImportStore>(), new StuckFiles(stuck: 4), new HeldTimers());
        for (var number = 1; number <= 5; number++)
            await store.Add(Waiting(number, $"book {number}", ImportStatus.Done), default);
        var run = new ImportRun(store, files, world.Service<ChunkWriter>(), world.Service<UndoRun>(), world.Service<PullRun>(), world.Service<Departures>(), world.Door, world.Clock);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var running = new ImportQueue(store, files, run, machine, NullLogger<ImportQueue>.Instance).Go(stop.Token);

        await Until(() => machine.Held == 4, () => $"four books rest: {machine.Held} do, {files.Tried} were tried", stop.Token);
        while ((await store.Unfinished(stop.Token)).Length > 4) await Task.Yield();
        Assert.Equal(5, files.Tried);
        files.Mend();
        machine.Fire();
        while (!(await store.Unfinished(stop.Token)).IsEmpty) await Task.Yield();

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_book_in_which_a_hundred_wait_takes_no_more_and_the_next_one_does()
    {
        await using var world = await World.Open();
        var store = world.Service<IImportStore>();
        for (var number = 1; number < 100; number++) await store.Add(Waiting(number, World.Book, ImportStatus.Queued), default);
        await store.Add(Waiting(100, "another", ImportStatus.Queued), default);
        await store.Add(Waiting(101, World.Book, ImportStatus.Done), default);
        await Start(world);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Start(world));
        Assert.Equal((429, "too-many-imports", 60), (refusal.Status, refusal.Type, refusal.RetryAfter));
    }

    [Fact]
    public async Task A_file_stays_when_nobody_knows_whether_its_import_was_written_and_goes_when_it_is_refused()
    {
        await using var world = await World.Open();
        var files = world.Service<IImportFiles>();
        StartImportHandler Handler(Exception failure) =>
            new(files, new UnsureStore(world.Service<IImportStore>(), failure), world.Service<ImportQueue>(), world.Door, world.Clock);
        await Assert.ThrowsAsync<Refusal>(() => Handler(Refusal.Overloaded()).Handle(Order(), default));
        Assert.Empty(files.All());
        await Assert.ThrowsAsync<TimeoutException>(() => Handler(new TimeoutException()).Handle(Order(), default));
        Assert.Single(files.All());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_back_is_a_failing_disk_and_not_a_bad_file()
    {
        await using var world = await World.Open();
        var files = new UnreadableFiles();
        var handler = new StartImportHandler(files, world.Service<IImportStore>(), world.Service<ImportQueue>(), world.Door, world.Clock);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => handler.Handle(Order(), default));
        Assert.Equal((503, "disk-failed"), (refusal.Status, refusal.Type));
        Assert.True(files.IsRemoved);
    }

    private static StartImport Order() => new(World.Admin, new MemoryStream([.. "email\nann@example.org\n"u8]), null);

    private static Task Start(World world) => world.Door.Send(Order());

    private static StoredImport Waiting(int number, string book, ImportStatus status) =>
        new($"{number:D12}70008000000000000000", World.Admin, "user:u", book, status, default, Begin, null, null, null, Shown: false);

    private static async Task Until(Func<bool> isSo, Func<string> state, CancellationToken limit)
    {
        while (!isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"It did not come to this: {state()}");
            await Task.Yield();
        }
    }

    /// <summary>The first few files cannot be removed, as when a disk fails.</summary>
    private sealed class StuckFiles(int stuck) : IImportFiles
    {
        private int tried;
        private volatile bool mended;

        public int Tried => tried;

        public void Mend() => mended = true;

        public void Remove(string id)
        {
            Interlocked.Increment(ref tried);
            if (!mended && int.Parse(id[..12]) <= stuck) throw new IOException("stuck");
        }

        public Task Save(string id, Stream content, CancellationToken cancel) => throw new NotSupportedException();

        public Stream? Open(string id) => throw new NotSupportedException();

        public IReadOnlyList<string> All() => [];
    }

    private sealed class UnreadableFiles : IImportFiles
    {
        public bool IsRemoved { get; private set; }

        public Task Save(string id, Stream content, CancellationToken cancel) => Task.CompletedTask;

        public Stream? Open(string id) => throw new IOException("Input/output error", 5);

        public void Remove(string id) => IsRemoved = true;

        public IReadOnlyList<string> All() => [];
    }

    /// <summary>Time that passes only when a test lets it.</summary>
    private sealed class HeldTimers : TimeProvider
    {
        private readonly List<Action> held = [];

        public int Held
        {
            get
            {
                lock (held) return held.Count;
            }
        }

        public void Fire()
        {
            lock (held) held.ForEach(timer => timer());
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (held) held.Add(() => callback(state));
            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
