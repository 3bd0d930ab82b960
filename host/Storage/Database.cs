using Contracts;

namespace Host.Storage;

/// <summary>The database: one writer, a few readers. Stores are written against this and <see cref="Session"/>.</summary>
internal abstract class Database : IAsyncDisposable
{
    readonly Writer writer;
    readonly Readers readers;
    readonly StoreMeters meters;
    bool started, isOpen;

    protected Database(WriterOptions options, int readers)
    {
        meters = new(() => writer!.Waiting, () => this.readers!.Waiting);
        writer = new Writer(OpenWriter, options, meters);
        this.readers = new Readers(OpenReader, readers, meters);
    }

    /// <summary>The folder under <c>Migrations</c> that speaks this database's language.</summary>
    protected abstract string Dialect { get; }

    /// <summary>The number of the tables' form, the same in all dialects.</summary>
    public int Schema => Migrations.Of(Dialect).Newest;

    /// <summary>Done when nobody else reads the tables, if they are to be changed.</summary>
    protected virtual Task MayMigrate(CancellationToken cancel) => Task.CompletedTask;

    protected abstract Session OpenWriter();
    protected abstract Session OpenReader();

    /// <summary>Keyed hashes of what was erased; the key is this installation's own.</summary>
    public KeyedHash Hash
    {
        get => field ?? throw new InvalidOperationException("The database is not open.");
        private set;
    }

    /// <summary>Opens the database and brings its tables up to date; nothing else works before it. When it fails it may be tried again.</summary>
    /// <exception cref="MigrationException">The tables were made by a newer program, or by migrations that have been altered.</exception>
    /// <param name="asItIs">Beside a server: nothing of the tables is changed.</param>
    public async Task Open(CancellationToken cancel, bool asItIs = false)
    {
        if (isOpen) throw new InvalidOperationException("The database is open already.");
        Begin();
        if (!asItIs) await MayMigrate(cancel);
        var migrations = Migrations.Of(Dialect);
        Hash = await Write(
            session =>
            {
                if (asItIs) migrations.Demand(session);
                else migrations.Apply(session);
                // A process that was killed may have left a journal with what it had just erased.
                ScrubSoon();
                return KeyedHash.Load(session);
            },
            cancel);
        isOpen = true;
    }

    /// <summary>Runs <paramref name="read"/> in a transaction that sees every acknowledged write.</summary>
    public Task<T> Read<T>(Func<Session, T> read, CancellationToken cancel)
    {
        var work = new Work<T>(read, 0, cancel);
        return Accept(readers.Add(work), "readers") ? work.Task : throw Refusal.Overloaded();
    }

    /// <summary>Runs <paramref name="write"/> in the writer's next transaction, with others; it is durable when the task is done.</summary>
    public Task<T> Write<T>(Func<Session, T> write, CancellationToken cancel, int bytes = 1_024) =>
        TryWrite(write, bytes, cancel) ?? throw Refusal.Overloaded();

    /// <summary>The same; null when too much waits already.</summary>
    /// <param name="ahead">Says what <paramref name="write"/> will ask for.</param>
    public Task<T>? TryWrite<T>(Func<Session, T> write, int bytes, CancellationToken cancel, Action<Session>? ahead = null)
    {
        var work = new Work<T>(write, bytes, cancel, ahead);
        return Accept(writer.Add(work), "writer") ? work.Task : null;
    }

    /// <inheritdoc cref="Writer.ScrubSoon"/>
    public void ScrubSoon() => writer.ScrubSoon();

    /// <summary>Finishes what was asked for, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!started) return;
        await readers.Stop();
        // Last: closing the last connection folds the journal into the file.
        await writer.Stop();
        Closed();
        meters.Dispose();
    }

    /// <summary>The last that is heard of it.</summary>
    protected virtual void Closed() { }

    void Begin()
    {
        if (started) return;
        started = true;
        writer.Start();
        readers.Start();
    }

    bool Accept(QueueAnswer answer, string queue)
    {
        if (answer == QueueAnswer.Closed) throw Refusal.NotReady();
        if (answer == QueueAnswer.Full) meters.Refused(queue);
        return answer == QueueAnswer.Taken;
    }
}
