using Contracts;

namespace Contacts;

/// <summary>
/// Takes the messages of one request to their contacts: contacts side by side, the messages of one contact in order and in one commit.
/// A message that joins two contacts waits for those before it, and those after it wait for the join.
/// </summary>
internal sealed class IngestRun(ContactDoor door, IdentityResolver resolver, Principal who, IReadOnlyList<IncomingMessage> messages, CancellationToken cancel)
{
    private const int AtOnce = 64;

    // Each round settles all but those whose contact has changed hands meanwhile.
    private const int MostRounds = 16;

    private readonly Known known = resolver.Begin(who.Tenant, who.Book);
    private readonly Bearing[] bearings = [.. messages.Select(BearingOf)];
    private readonly (MessageResult Result, Guid? Contact)[] results = new (MessageResult, Guid?)[messages.Count];
    private readonly bool mayWrite = who.May(Scopes.Write);

    public async Task<IReadOnlyList<(MessageResult Result, Guid? Contact)>> Go()
    {
        await known.Learn(bearings.SelectMany(bearing => bearing.Identities()), cancel);
        var waiting = new SortedSet<int>(Enumerable.Range(0, messages.Count));
        var lostRounds = 0;
        while (waiting.Count > 0)
        {
            var (groups, join) = await Plan(waiting);
            var lost = await Commit(groups);
            waiting.UnionWith(lost);
            var joined = join is null || lost.Count > 0 || await Join(join.Value);
            if ((lost.Count > 0 || !joined) && ++lostRounds == MostRounds) throw Refusal.NotReady();
        }
        return results;
    }

    /// <summary>Routes the messages that wait, up to the first that needs a join.</summary>
    private async Task<(Dictionary<Guid, List<(int Index, Route Route)>>, (int Index, Guid From, Guid Into, JoinRight Right)?)> Plan(SortedSet<int> waiting)
    {
        var groups = new Dictionary<Guid, List<(int, Route)>>();
        foreach (var index in waiting.ToArray())
        {
            var (decision, right) = await resolver.Decide(known, bearings[index], mayWrite, cancel);
            if (decision.Join is { } join) return (groups, (index, join.From, join.Into, right));
            waiting.Remove(index);
            if (decision.Route is not { } route) results[index] = (MessageResult.Suppressed, null);
            else if (groups.TryGetValue(route.Contact, out var group)) group.Add((index, route));
            else groups[route.Contact] = [(index, route)];
        }
        return (groups, null);
    }

    /// <returns>The messages that have to be routed again.</returns>
    private async Task<IReadOnlyCollection<int>> Commit(Dictionary<Guid, List<(int Index, Route Route)>> groups)
    {
        var lost = new List<int>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        try
        {
            await Parallel.ForEachAsync(groups, options, async (group, _) =>
            {
                var again = await Commit(group.Key, group.Value);
                lock (lost) lost.AddRange(again);
            });
        }
        catch
        {
            // Contacts that were about to be made may never be.
            foreach (var (index, _) in groups.Values.SelectMany(group => group)) resolver.Forget(known, bearings[index]);
            throw;
        }
        foreach (var index in lost) resolver.Forget(known, bearings[index]);
        return lost;
    }

    private async Task<IEnumerable<int>> Commit(Guid contact, List<(int Index, Route Route)> group)
    {
        var order = new IngestOrder(
            who.Book, $"event:{who.KeyId}", [.. group.Select(item => new RoutedMessage(messages[item.Index], item.Route))]);
        var answer = await door.Call(who.Tenant, contact, grain => grain.Ingest(order));
        if (answer.Outcome != ContactOutcome.Done) return group.Select(item => item.Index);
        var lost = new List<int>();
        for (var i = 0; i < group.Count; i++)
        {
            if (answer.Fates[i] == MessageFate.Elsewhere) lost.Add(group[i].Index);
            else results[group[i].Index] = (Result(answer.Fates[i]), contact);
        }
        return lost;
    }

    /// <returns>False when it came to nothing and has to be decided again.</returns>
    private async Task<bool> Join((int Index, Guid From, Guid Into, JoinRight Right) join)
    {
        var answer = await door.Call(who.Tenant, join.Into, grain => grain.Absorb(new(join.From, join.Right)));
        resolver.Forget(known, bearings[join.Index]);
        if (answer.Outcome == ContactOutcome.Apart) known.KeepApart(join.From, join.Into);
        return answer.Outcome is ContactOutcome.Done or ContactOutcome.Apart;
    }

    private static MessageResult Result(MessageFate fate) => fate switch
    {
        MessageFate.Accepted => MessageResult.Accepted,
        MessageFate.Duplicate => MessageResult.Duplicate,
        _ => MessageResult.Rejected,
    };

    private static Bearing BearingOf(IncomingMessage message) => new(
        message.UserId, message.AnonymousId is { } anonymous ? [anonymous] : [], IdentifiedAddresses.Of(message), message.PreviousId);
}
