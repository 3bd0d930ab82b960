namespace Host.Storage;

/// <summary>
/// A few threads that read, each with its own connection, so that a slow disk holds up neither the writer nor the pool's threads.
/// Every read is one transaction: it sees one state of the database, with everything that was acknowledged before it was asked.
/// </summary>
internal sealed class Readers(Func<Session> open, int threads, StoreMeters meters)
{
    const int MostWaiting = 65_536;

    readonly WorkQueue queue = new(MostWaiting, long.MaxValue);
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int running;

    public void Start()
    {
        running = threads;
        for (var i = 0; i < threads; i++)
            new Thread(Loop) { Name = $"audiences-reader-{i}", IsBackground = true }.Start();
    }

    public int Waiting => queue.Count;

    public QueueAnswer Add(Work work) => queue.Add(work);

    public Task Stop()
    {
        queue.Close();
        return ended.Task;
    }

    void Loop()
    {
        Session? session = null;
        var taken = new List<Work>(1);
        while (queue.Take(taken, 1, long.MaxValue, Timeout.InfiniteTimeSpan))
        {
            session = Answer(taken[0], session);
            taken.Clear();
        }
        session?.Dispose();
        if (Interlocked.Decrement(ref running) == 0) ended.SetResult();
    }

    Session? Answer(Work work, Session? session)
    {
        if (work.CancelIfAsked()) return session;
        try
        {
            session ??= open();
            session.Begin();
            work.Run(session);
            session.Commit();
        }
        catch (Exception error)
        {
            // The next read gets a new connection: this one may be what failed.
            meters.Failed("read", error);
            session?.Dispose();
            work.Fail(error);
            return null;
        }
        work.Succeed();
        return session;
    }
}
