using System.Globalization;
using System.Text.RegularExpressions;

namespace Tests.Support.Trace;

/// <summary>Reads what <c>strace -f -yy -o file</c> wrote. A line it cannot place is an error: a checker that overlooks lines proves nothing.</summary>
internal static partial class StraceFile
{
    public static List<SystemCall> Read(IEnumerable<string> lines)
    {
        var calls = new List<SystemCall>();
        var open = new Dictionary<string, SystemCall>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var (thread, rest) = Split(line);
            if (rest.StartsWith("+++", StringComparison.Ordinal) || rest.StartsWith("---", StringComparison.Ordinal) || rest.Contains("<detached ...>"))
                continue;
            if (Resumed().Match(rest) is { Success: true } resumed)
                calls.Add(Complete(open, thread, resumed, number));
            else if (Unfinished().Match(rest) is { Success: true } begun)
                open[thread] = Call(begun, null, number, int.MaxValue);
            else if (Whole().Match(rest) is { Success: true } whole)
                calls.Add(Call(whole, Number(whole), number, number));
            else
                throw new FormatException($"line {number} of the trace is not understood: {line}");
        }
        return [.. calls.Concat(open.Values).OrderBy(call => call.Began)];
    }

    static (string Thread, string Words) Split(string line)
    {
        var space = line.IndexOf(' ');
        return space < 0 ? ("", line) : (line[..space], line[space..].TrimStart());
    }

    static SystemCall Complete(Dictionary<string, SystemCall> open, string thread, Match resumed, int number)
    {
        if (!open.Remove(thread, out var begun) || begun.Name != resumed.Groups["name"].Value)
            throw new FormatException($"line {number} of the trace resumes a call that thread {thread} had not begun");
        return begun with { Arguments = begun.Arguments + resumed.Groups["args"].Value, Result = Number(resumed), Returned = number };
    }

    static SystemCall Call(Match match, long? result, int began, int returned)
    {
        var arguments = match.Groups["args"].Value;
        return new SystemCall(match.Groups["name"].Value, Descriptor().Match(arguments).Groups["target"].Value, arguments, result, began, returned);
    }

    static long? Number(Match match) =>
        long.TryParse(match.Groups["result"].Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?<name>\w+)\((?<args>.*)\)\s+= (?<result>-?\d+|\?)")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(?<name>\w+)\((?<args>.*?)\s*<unfinished \.\.\.>$")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^<\.\.\. (?<name>\w+) resumed>(?<args>.*)\)\s+= (?<result>-?\d+|\?)")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^\d+<(?<target>TCP(?:v6)?:\[.*?\]|[^>]*)>")]
    private static partial Regex Descriptor();
}
