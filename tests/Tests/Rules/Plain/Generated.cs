using FsCheck;
using FsCheck.Fluent;

namespace Tests.Rules.Plain;

/// <summary>
/// Random people, events and definitions from small pools, so that values meet operands and instants meet edges far more often than
/// in life.
/// </summary>
internal static class Generated
{
    private static readonly long Base = DateTimeOffset.Parse("2026-03-10T12:00:00Z").ToUnixTimeMilliseconds();

    private static readonly Gen<long> Moments =
        from halfDays in Gen.Choose(-16, 5)
        from jitter in Gen.Elements(0, 0, 0, 0, -1, 1)
        select Base + (halfDays * 43_200_000L) + jitter;

    /// <summary>Dates as JSON text, and what is none.</summary>
    private static readonly Gen<string> Dates = Gen.Frequency(
        (6, Moments.Select(at => $"\"{Instants.Show(at)}\"")),
        (3, Moments.Select(at => $"\"{Instants.Show(at)[..10]}\"")),
        (1, Gen.Elements("\"soon\"", "null", "1773144000000", "\"\"")));

    private static readonly Gen<string> Values = Gen.Frequency(
        (8, Scalars()),
        (2, from items in Scalars().ListOf(3) select $"[{string.Join(",", items)}]"),
        (1, from inner in Scalars() select $"{{\"k\":{inner}}}"),
        (1, Gen.Elements("[]", "null", "{}")));

    private static Gen<string> Scalars() => Gen.Elements(
        "\"premium\"", "\"Premium\"", "\"pre\"", "\"É\"", "\"e\\u0301\"", "\"é\"", "\"10\"", "\"10.0\"", "\"1e1\"", "10", "10.0", "9.99", "-3", "1e1", "0",
        "true", "false", "\"TRUE\"", "\" \"", "\"\"", "null", "\"u1\"");

    private static readonly Gen<Dictionary<string, string>> Profiles =
        from plan in Values
        from n in Values
        from list in Scalars().ListOf()
        from deep in Scalars()
        from literal in Gen.Frequency((2, Gen.Constant((string?)null)), (1, Scalars().Select(json => (string?)json)))
        from items in Scalars().ListOf()
        from when in Dates
        from whens in Dates.ListOf(2)
        from birthday in Dates
        from country in Gen.Elements("\"FR\"", "\"France\"", "\"bel\"", "\"Atlantis\"", "null")
        from elsewhere in Gen.Elements("\"BE\"", "\"fra\"", "\"\"")
        from assigned in Gen.Elements("\"u1\"", "\"u2\"", "null")
        from stage in Gen.Elements("\"Lead\"", "\"Lost\"", "null")
        select Dictionary(
            ("trait.plan", plan), ("trait.n", n), ("trait.list", $"[{string.Join(",", list)}]"), ("trait.o", $"{{\"k\":{deep}}}"), ("trait.o.k", literal),
            ("trait.items", $"[{string.Join(",", items.Select(item => $"{{\"k\":{item}}}"))}]"), ("trait.when", when), ("trait.whens", $"[{string.Join(",", whens)}]"),
            ("birthday", birthday), ("address", $"{{\"country\":{country},\"city\":\"Gent\"}}"), ("location", $"{{\"country\":{elsewhere}}}"),
            ("assignedTo", assigned), ("stage", stage), ("firstName", plan));

    private static readonly Gen<PlainPerson> People =
        from values in Profiles
        from tags in Gen.Elements("vip", "VIP", "news", "old").ListOf()
        from sources in Gen.Elements("google", "file").ListOf()
        from email in Gen.Elements(null, "ann@example.com", "bob@work.org")
        from archived in Gen.Frequency((14, Gen.Constant(false)), (1, Gen.Constant(true)))
        from subscribed in Gen.Elements(true, false)
        from origin in Gen.Elements("file", "typed", "event")
        from created in Moments
        select new PlainPerson(values, [.. tags.Distinct().Take(3)], [.. sources.Distinct()], email, archived, subscribed, origin, created);

    private static readonly Gen<PlainEvent> Events =
        from name in Gen.Elements("a", "a", "a", "b", "c.d e")
        from at in Moments
        from amount in Scalars()
        from items in Scalars().ListOf(2)
        from when in Dates
        from active in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from page in Gen.Frequency((7, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new PlainEvent(name, at, $$"""{"amount":{{amount}},"items":[{{string.Join(",", items.Select(item => $"{{\"k\":{item}}}"))}}],"when":{{when}}}""", active, page);

    private static readonly Gen<PlainCase> Anything =
        from person in People
        from count in Gen.Choose(1, 9)
        from events in Events.ListOf(count)
        from y in GeneratedRules.Definitions(2, [])
        from x in GeneratedRules.Definitions(2, ["y"])
        from definition in GeneratedRules.Definitions(3, ["x", "y"])
        from now in Gen.Choose(-18, -4).Select(halfDays => Base + (halfDays * 43_200_000L))
        select new PlainCase(person, [.. events], definition, new Dictionary<string, string> { ["x"] = x, ["y"] = y }, now);

    public static readonly Gen<PlainCase> Cases = Livelier(3);

    /// <summary>Most definitions hold for ever or never, which shows little: those are drawn again a few times.</summary>
    private static Gen<PlainCase> Livelier(int draws) =>
        from drawn in Anything
        from kept in draws == 0 || IsLively(drawn) ? Gen.Constant(drawn) : Livelier(draws - 1)
        select kept;

    private static bool IsLively(PlainCase given)
    {
        var plain = new PlainEvaluator(given, Fault.None);
        return Enumerable.Range(0, 30).Select(halfDays => plain.IsMember(given.Now + (halfDays * 43_200_000L))).Distinct().Count() > 1;
    }

    private static Dictionary<string, string> Dictionary(params (string Key, string? Json)[] values) =>
        values.Where(value => value.Json is not null).ToDictionary(value => value.Key, value => value.Json!);
}
