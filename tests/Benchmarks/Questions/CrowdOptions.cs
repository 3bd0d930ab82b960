using System.CommandLine;
using System.CommandLine.Parsing;

namespace Benchmarks.Questions;

/// <summary>How many contacts and events a run takes.</summary>
internal sealed class CrowdOptions(int contactsByDefault)
{
    private const long EventsOfEach = 10;
    private const int Fewest = 1_000;

    public Option<int> Contacts { get; } = new("--contacts")
    {
        Description = "How many", DefaultValueFactory = _ => contactsByDefault, Validators = { AtLeastAThousand },
    };

    public Option<long?> Events { get; } = new("--events") { Description = "How many; ten a contact unless given", Validators = { AtLeastAThousand } };

    public Crowd Of(ParseResult parsed) =>
        new(parsed.GetValue(Contacts), parsed.GetValue(Events) ?? EventsOfEach * parsed.GetValue(Contacts));

    private static void AtLeastAThousand(OptionResult result)
    {
        if (!(result.Tokens is [var given]) || (long.TryParse(given.Value, out var number) && number >= Fewest)) return;
        result.AddError($"{result.IdentifierToken?.Value} {given.Value}: give a whole number, {Fewest} or more.");
    }
}
