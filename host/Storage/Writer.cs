namespace Host.Storage;

/// <summary>
/// The one writer: a thread that gathers what waits into one transaction. Everybody in a group waits for one flush of the disk,
/// and while it runs the next group gathers.
/// </summary>
/// <remarks>
/// Who waits is answered in the order of the queue, only after COMMIT, and always: with the result, or with the reason.
/// If the work of one fails unexpectedly, the group is rolled back and each is tried alone, so that only the guilty one fails.
/// </remarks>
internal sealed class Writer
{
    static readonly TimeSpan ScrubAgain = TimeSpan.FromSeconds(1);

    readonly Func<Session> open;
    readonly WriterOptions options;
    readonly StoreMeters meters;
    readonly WorkQueue queue;
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Thread thread;
    Session? session;
    bool scrub;

    public Writer(Func<Session> open, WriterOptions options, StoreMeters meters)
    {
        (this.open, this.options, this.meters) = (open, options, meters);
        queue = new(options.Waiting, options.WaitingBytes);
        thread = new Thread(Loop) { Name = "audiences-writer", IsBackground = true };
    }

    public void Start() => thread.Start();

    public int Waiting => queue.Count;

    public QueueAnswer Add(Work work) => queue.Add(work);

    /// <summary>Called by work that overwrites a person: the journals are cleared soon after its group.</summary>
    public void ScrubSoon() => scrub = true;

    /// <summary>Writes what waits, then ends.</summary>
    public Task Stop()
    {
        queue.Close();
        return ended.Task;
    }

    void Loop()
    {
        var group = new List<Work>();
        while (queue.Take(group, options.GroupItems, options.GroupBytes, scrub ? ScrubAgain : Timeout.InfiniteTimeSpan))
        {
            WriteGroup(group);
            group.Clear();
            if (scrub) Scrub();
        }
        Drop();
        ended.SetResult();
    }

    void WriteGroup(List<Work> group)
    {
        // An abandoned order that nobody has begun is left out; from here on it is carried out.
        group.RemoveAll(static work => work.CancelIfAsked());
        if (group.Count == 0) return;
        var result = Attempt(group);
        if (result.Outcome == Outcome.NotWritten && result.MayIsolate && group.Count > 1)
            group.ForEach(work => Answer([work], Attempt([work])));
        else
            Answer(group, result);
    }

    Attempted Attempt(List<Work> group)
    {
        var (begun, began) = (false, StoreMeters.Begin());
        try
        {
            session ??= open();
            session.Begin();
            begun = true;
            if (session.AsksAtOnce) group.ForEach(work => work.LookAhead(session));
            foreach (var work in group) work.Run(session);
            session.Flush();
        }
        catch (Exception error)
        {
            meters.Failed("write", error);
            RollBack();
            // Without a connection nobody is guilty, and nobody would fare better alone.
            return new(Outcome.NotWritten, error, MayIsolate: begun && session is not null);
        }
        try
        {
            session.Commit();
            meters.Committed(group.Count, began);
            return new(Outcome.Written, null, false);
        }
        catch (Exception error)
        {
            meters.Failed("commit", error);
            // The connection's state is as doubtful as the commit: the next group gets a new one.
            Drop();
            return new(Outcome.Unknown, new OutcomeUnknownException(error), false);
        }
    }

    static void Answer(List<Work> group, Attempted attempted)
    {
        foreach (var work in group)
        {
            if (attempted.Error is { } error) work.Fail(error);
            else work.Succeed();
        }
    }

    void RollBack()
    {
        try
        {
            session?.Rollback();
        }
        catch (Exception)
        {
            Drop();
        }
    }

    void Drop()
    {
        try
        {
            session?.Dispose();
        }
        catch (Exception)
        {
            // It is being thrown away because it failed; the failure has been reported to those who waited.
        }
        session = null;
    }

    void Scrub()
    {
        try
        {
            scrub = session is null || !session.Scrub();
            session ??= open();
        }
        catch (Exception)
        {
            Drop();
        }
    }

    enum Outcome { Written, NotWritten, Unknown }

    readonly record struct Attempted(Outcome Outcome, Exception? Error, bool MayIsolate);
}
