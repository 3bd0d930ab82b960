using System.Text.RegularExpressions;

namespace Tests.Support.Trace;

/// <summary>
/// Checks a trace of the server for the one thing a durable acknowledgement needs: between the last read of a write request
/// and the first write of its 2xx, a sync of a file in the data folder began and returned successfully.
/// Meant for a client that has one request open at a time: with several, one sync may serve them all.
/// </summary>
internal sealed partial class SyncBeforeAnswer(string dataFolder)
{
    static readonly string[] Reads = ["read", "readv", "recvfrom", "recvmsg"];
    static readonly string[] Sends = ["write", "writev", "sendto", "sendmsg"];
    static readonly string[] Syncs = ["fsync", "fdatasync"];

    readonly Dictionary<string, Exchange> open = [];
    readonly List<Checked> found = [];

    /// <summary>A write request that was answered with 2xx.</summary>
    internal sealed record Checked(string Request, int AnsweredAt, bool Synced);

    sealed record Exchange(string Request, int LastRead);

    /// <summary>Every 2xx to a request that is not a GET, HEAD or OPTIONS, in the order of the answers.</summary>
    public IReadOnlyList<Checked> Check(IEnumerable<string> trace)
    {
        var calls = StraceFile.Read(trace);
        var syncs = calls.Where(call => Syncs.Contains(call.Name) && call.Result == 0 && InDataFolder(call.Target)).ToList();
        foreach (var call in calls.Where(call => call.Target.StartsWith("TCP", StringComparison.Ordinal)).OrderBy(Place))
            if (Reads.Contains(call.Name) && call.Result > 0)
                Read(call);
            else if (Sends.Contains(call.Name) && Answer().Match(call.Arguments) is { Success: true } answer)
                Answered(call, answer.Groups["status"].Value, syncs);
        return found;
    }

    /// <summary>A read counts from its return, an answer from its beginning.</summary>
    static int Place(SystemCall call) => Reads.Contains(call.Name) ? call.Returned : call.Began;

    void Read(SystemCall call)
    {
        if (Request().Match(call.Arguments) is { Success: true } request)
            open[call.Target] = new Exchange(request.Groups["line"].Value, call.Returned);
        else if (open.TryGetValue(call.Target, out var exchange))
            open[call.Target] = exchange with { LastRead = call.Returned };
    }

    void Answered(SystemCall call, string status, List<SystemCall> syncs)
    {
        if (!open.Remove(call.Target, out var exchange))
            throw new FormatException($"line {call.Began} of the trace answers {status} on {call.Target}, where no request was read");
        var isWrite = !ReadOnly().IsMatch(exchange.Request);
        if (isWrite && status[0] == '2')
            found.Add(new Checked(exchange.Request, call.Began, syncs.Any(sync => sync.Began > exchange.LastRead && sync.Returned < call.Began)));
    }

    bool InDataFolder(string path) => path.StartsWith(dataFolder.TrimEnd('/') + "/", StringComparison.Ordinal);

    [GeneratedRegex("\"(?<line>[A-Z]+ /[^ ]*) HTTP/1\\.1")]
    private static partial Regex Request();

    [GeneratedRegex("\"HTTP/1\\.1 (?<status>\\d{3})")]
    private static partial Regex Answer();

    [GeneratedRegex("^(GET|HEAD|OPTIONS) ")]
    private static partial Regex ReadOnly();
}
