using System.Collections.Concurrent;

namespace Tests.Support.Crash;

/// <summary>Many clients writing at once until the server dies under them; knows what was acknowledged and what was not.</summary>
internal sealed class Load(AudiencesClient client, int firstNumber)
{
    public const int Clients = 32;
    public const int UnansweredAtLeast = 8;

    readonly ConcurrentDictionary<int, Write> sent = new();
    readonly ConcurrentDictionary<int, Write> acknowledged = new();
    readonly ConcurrentBag<string> unexpected = [];
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int next = firstNumber - 1;
    int inFlight;
    int unanswered;

    /// <summary>Everything that left a client, by number.</summary>
    public IReadOnlyList<Write> Sent => [.. sent.Values.OrderBy(write => write.Number)];

    public IReadOnlyList<Write> Acknowledged => [.. acknowledged.Values];

    /// <summary>Requests that were on an open connection when the server died and never got an answer.</summary>
    public int Unanswered => unanswered;

    public int NextNumber => next + 1;

    /// <summary>Runs until the server dies; <paramref name="killed"/> is called once this many are acknowledged and enough are still open.</summary>
    public async Task Until(int acknowledgements, Func<Task> killed)
    {
        var clients = Enumerable.Range(0, Clients).Select(_ => WriteOn(acknowledgements)).ToList();
        var all = Task.WhenAll(clients);
        if (await Task.WhenAny(reached.Task, all) == all)
            Assert.Fail($"the clients ended before {acknowledgements} acknowledgements: {Report()}");
        await killed();
        await all;
        Assert.True(unexpected.IsEmpty, Report());
    }

    async Task WriteOn(int acknowledgements)
    {
        await Task.Yield();
        while (true)
        {
            var write = Writes.Number(Interlocked.Increment(ref next));
            sent[write.Number] = write;
            Interlocked.Increment(ref inFlight);
            var answered = await Answered(write);
            var open = Interlocked.Decrement(ref inFlight);
            if (!answered)
                return;
            if (acknowledged.Count >= acknowledgements && open >= UnansweredAtLeast)
                reached.TrySetResult();
        }
    }

    async Task<bool> Answered(Write write)
    {
        try
        {
            var answer = await client.Post(write.Path, write.Body.DeepClone());
            if (answer.Code is 200 or 201)
                acknowledged[write.Number] = write;
            else if (answer.Code is not (429 or 503))
                unexpected.Add(answer.ToString());
            return true;
        }
        catch (HttpRequestException error)
        {
            if (error.HttpRequestError != HttpRequestError.ConnectionError)
                Interlocked.Increment(ref unanswered);
            return false;
        }
    }

    string Report() => $"{acknowledged.Count} acknowledged, {unanswered} unanswered, {unexpected.Count} answered otherwise: {string.Join('\n', unexpected.Take(5))}";
}
