namespace Tests.Support.Crash;

/// <summary>
/// Clients that write while the database goes away under the server, which stays: each repeats what was refused until it is
/// acknowledged, as a good client does.
/// </summary>
internal sealed class Unplugged(AudiencesClient client)
{
    const int Clients = 16;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(50);

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
            var write = Writes.Number(Interlocked.Increment(ref next));
            using var again = new PeriodicTimer(Pause);
            while (!Took(write, await client.Post(write.Path, write.Body.DeepClone()))) await again.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    bool Took(Write write, Answer answer)
    {
        lock (gate)
        {
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
