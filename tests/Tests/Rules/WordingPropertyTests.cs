using System.Text.Json.Nodes;
using Audiences.Rules;
using Contracts;
using FsCheck;
using FsCheck.Fluent;
using Tests.Rules.Plain;
using Xunit.Abstractions;

namespace Tests.Rules;

/// <summary>Any definition's text is read as that definition, and no text does worse than being refused. <c>WORDING_SEED</c> repeats a run.</summary>
public sealed class WordingPropertyTests(ITestOutputHelper output)
{
    private const int Cases = 3_000;

    private static readonly AudienceNames Audiences = new([new("x", "x-key", "The \"x\", or y"), new("y", "y-key", "twin"), new("z", "z-key", "TWIN")]);

    private static readonly Gen<string> Odd = Gen.Frequency(
        (3, Gen.Elements("and", "x, except y", "a.b", "a.", ".a", "(", "\"", "\\", "10", "-1.50", "true", "TODAY", "30d", "2026-01-01", "is", "i\u0307s")),
        (2, Gen.Elements("é", "e\u0301", "\U0001F600", "\u200B", "\u00A0", "\u2028", "\uE000", "a\nb", "\t", "\u0001", "ﬀ", "अ", "İ")),
        (2, from letters in Gen.Elements("aZ 0_-./:@#'`{}[]é".ToCharArray()).NonEmptyListOf() select new string([.. letters])));

    private static readonly Gen<string> Pieces = Gen.Frequency(
        (4, Gen.Elements(
            "and", "or", "not", "no", "except", "everyone", "all of", "any of", "(", ")", ",", "\"", "\\", "performed", "did not", "did not perform", "saw any page",
            "saw page", "first", "last", "with", "member of", "member of \"twin\"", "at least", "exactly", "2", "times", "twice", "in the last", "30 days", "day", "36h",
            "between", "any", "ago", "(Europe/Brussels)", "(weeks from", "trait.plan", "trait", "birthday", "equals", "is", "is one of", "is between", "today", "has been",
            "for", "has an anniversary in the next", "1e400", "-0", "2026-11-21", "\ud800", "\0", "\"\\u0000\"", "\"\\ud800\"", "𝒙")),
        (1, Odd));

    private readonly ulong _seed = ulong.TryParse(Environment.GetEnvironmentVariable("WORDING_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();

    [Fact]
    public void The_text_of_any_definition_is_read_as_the_same() => Each(
        from json in GeneratedRules.Definitions(4, ["x", "y"]).Where(MayBeSaved)
        from names in Odd.ListOf(12)
        select Definition(json, names),
        definition =>
        {
            var text = Wording.Of(definition, Audiences);
            var read = DefinitionParser.Parse(Wording.Read(text, Audiences, AudienceLimits.Default).Json, AudienceLimits.Default);
            Assert.True(definition == read, $"{text}\nis of {definition.ToJson()}\n and read {read.ToJson()}");
        });

    [Fact]
    public void A_text_with_a_slip_in_it_is_read_or_refused_at_a_place_in_it() => Each(
        from json in GeneratedRules.Definitions(3, ["x", "y"])
        from names in Odd.ListOf(12)
        from at in Gen.Choose(0, 10_000)
        from length in Gen.Choose(0, 12)
        from piece in Pieces
        let text = Wording.Of(Definition(json, names), Audiences)
        let start = at % text.Length
        select text[..start] + piece + text[Math.Min(text.Length, start + length)..],
        ReadOrRefused);

    [Fact]
    public void Any_words_in_any_order_are_read_or_refused_at_a_place_in_them() => Each(
        from pieces in Pieces.NonEmptyListOf()
        from space in Gen.Elements(" ", " ", "\n", "")
        select string.Join(space, pieces),
        ReadOrRefused);

    private void Each<T>(Gen<T> cases, Action<T> check)
    {
        output.WriteLine($"WORDING_SEED={_seed}");
        for (var index = 0; index < Cases; index++)
        {
            var seed = _seed + (ulong)index;
            try
            {
                check(cases.Sample(1, new Rnd(seed), 30).Single());
            }
            catch (Exception failure)
            {
                Assert.Fail($"WORDING_SEED={seed} shows it at once: {failure}");
            }
        }
    }

    private static void ReadOrRefused(string text)
    {
        try
        {
            var wording = Wording.Read(text, Audiences, AudienceLimits.Default);
            try
            {
                var definition = DefinitionParser.Parse(wording.Json, AudienceLimits.Default);
                Assert.Equal(definition, DefinitionParser.Parse(Wording.Read(Wording.Of(definition, Audiences), Audiences, AudienceLimits.Default).Json, AudienceLimits.Default));
            }
            catch (Refusal refusal)
            {
                throw wording.Place(refusal);
            }
        }
        catch (Refusal refusal)
        {
            Assert.All(refusal.Errors!["text"], message => AssertPlace(text, message));
        }
    }

    private static void AssertPlace(string text, string message)
    {
        var place = System.Text.RegularExpressions.Regex.Match(message, "^line ([0-9]+), column ([0-9]+): .");
        Assert.True(place.Success, message);
        var line = text.Split('\n').ElementAtOrDefault(int.Parse(place.Groups[1].Value) - 1);
        Assert.True(line is not null && int.Parse(place.Groups[2].Value) <= line.Length + 1, $"{message}\nis outside of {text}");
    }

    /// <summary>With odd names in place of plain ones, and in a zone that is there.</summary>
    /// <summary>Nearly all have no more than ten conditions.</summary>
    private static bool MayBeSaved(string json) => JsonNode.Parse(json)!.AsObject() is var definition
        && new[] { "conditions", "exclude" }.Sum(list => Conditions(definition[list])) <= AudienceLimits.Default.Conditions;

    private static int Conditions(JsonNode? list) =>
        list?.AsArray().Sum(part => part!["conditions"] is { } inner ? Conditions(inner) : 1) ?? 0;

    private static Definition Definition(string json, IReadOnlyList<string> names)
    {
        var definition = JsonNode.Parse(json.Replace("ZONE", "America/Havana", StringComparison.Ordinal))!;
        var next = 0;
        Rename(definition, () => names[next++ % names.Count]);
        return Some.Definition(definition.ToJsonString());
    }

    private static void Rename(JsonNode? node, Func<string> name)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Rename(item, name);
            }
        }
        if (node is not JsonObject part)
        {
            return;
        }
        foreach (var (member, value) in part.ToArray())
        {
            part[member] = (member, value?.ToString()) switch
            {
                ("field", "event.b") => $"event.{name()}",
                ("field", "page.a") => $"page.{name()}",
                ("field", "trait.none") => $"trait.{name()}",
                ("property", "items.k") => name(),
                ("value", "pre" or "É") => name() is var text && string.IsNullOrWhiteSpace(text) ? "x" : text,
                _ => part[member]?.DeepClone(),
            };
            Rename(part[member], name);
        }
    }
}
