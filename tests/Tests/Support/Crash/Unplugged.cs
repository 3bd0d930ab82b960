using Tests.Support.Plain;

namespace Tests.Support.Crash;

/// <summary>
/// Clients that write while the database goes away under the server, or one of two servers does: each repeats what was refused until it is
/// acknowledged, as a good client does, at the next address if there are several.
/// </summary>
/// <param name="number">Which write comes when.</param>
/// <param name="addresses">Tried one after the other.</param>
internal sealed class Unplugged(Func<int, Write> number, params AudiencesClient[] addresses)
{
    const int Clients = 16;

    public Unplugged(params AudiencesClient[] addresses) : this(Writes.Number, addresses)
    {
    }

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromSeconds(3);

    readonly List<Write> acknowledged = [];
    readonly List<string> unexpected = [];
    readonly Lock gate = new();
    TaskCompletionSource reached = new();
    int next, target, refused;

    public IReadOnlyList<Write> Acknowledged => acknowledged;

    /// <summary>How often it was answered that the server cannot now.</summary>
    public int Refused => refused;

    /// <summary>Writes on; <paramref name="pull"/> is called after so many acknowledgements, and it ends after as many more.</summary>
    public async Task While(Func<Task> pull, int acknowledgements = 60)
    {
        using var limit = new CancellationTokenSource(Limit);
        var pulled = Aim(acknowledgements);
        var writing = new CancellationTokenSource();
        var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => WriteUntil(writing.Token)));
        try
        {
            await pulled.WaitAsync(limit.Token);
            await pull();
            await Aim(acknowledgements).WaitAsync(limit.Token);
            await writing.CancelAsync();
            await clients.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{acknowledged.Count} of {target} were acknowledged within {Limit.TotalSeconds} s, {refused} refused");
        }
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected.Take(5)));
    }

    /// <summary>One that was begun after this call.</summary>
    public async Task UntilTaken()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        for (var from = acknowledged.Count; acknowledged.Count <= from + Clients;)
        {
            Assert.False(limit.IsCancellationRequested, $"none was acknowledged within {Limit.TotalSeconds} s, {refused} refused in all");
            await look.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>So often in all.</summary>
    public async Task UntilRefused(int times)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var look = new PeriodicTimer(Pause);
        while (refused < times)
        {
            Assert.False(limit.IsCancellationRequested, $"{refused} of {times} were refused within {Limit.TotalSeconds} s; {acknowledged.Count} acknowledged");
            await look.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>What all that was acknowledged means.</summary>
    public PlainWorld World()
    {
        var world = new PlainWorld();
        foreach (var write in acknowledged)
        {
            if (write.IsUpsert) world.Upserted(write.Body);
            foreach (var message in write.Messages) world.Sent(message);
        }
        return world;
    }

    Task Aim(int acknowledgements)
    {
        lock (gate)
        {
            target = acknowledged.Count + acknowledgements;
            reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return reached.Task;
        }
    }

    /// <summary>What was begun is brought to its end.</summary>
    async Task WriteUntil(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var write = number(Interlocked.Increment(ref next));
            using var again = new PeriodicTimer(Pause);
            while (!Took(write, await Post(write))) await again.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Null: nobody answered.</summary>
    async Task<Answer?> Post(Write write)
    {
        Answer? last = null;
        foreach (var address in addresses)
            try
            {
                last = await address.Post(write.Path, write.Body.DeepClone()).WaitAsync(Patience);
                if (last.Code is 200 or 201) return last;
            }
            catch (Exception away) when (addresses.Length > 1 && away is HttpRequestException or TimeoutException)
            {
                // Killed or held: whether it took the write is not known, and it comes again.
            }
        return last;
    }

    bool Took(Write write, Answer? answer)
    {
        lock (gate)
        {
            if (answer is null)
            {
                refused++;
                return false;
            }
            if (answer.Code is 429 or 503)
            {
                refused++;
                if (answer.Header("Retry-After") is null) unexpected.Add($"{answer} without Retry-After");
                return false;
            }
            if (answer.Code is 200 or 201) acknowledged.Add(write);
            else unexpected.Add(answer.ToString());
            if (acknowledged.Count >= target) reached.TrySetResult();
            return true;
        }
    }
}
