using System.CommandLine;

namespace Benchmarks.Questions;

/// <summary>How many contacts and events a run takes.</summary>
internal sealed class CrowdOptions(int contactsByDefault)
{
    private const long EventsOfEach = 10;

    public Option<int> Contacts { get; } = new("--contacts") { Description = "How many", DefaultValueFactory = _ => contactsByDefault };
    public Option<long?> Events { get; } = new("--events") { Description = "How many; ten a contact unless given" };

    public Crowd Of(ParseResult parsed) =>
        new(parsed.GetValue(Contacts), parsed.GetValue(Events) ?? EventsOfEach * parsed.GetValue(Contacts));
}
