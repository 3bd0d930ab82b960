using FsCheck;
using FsCheck.Fluent;

namespace Tests.Rules.Plain;

/// <summary>
/// Random people, events and definitions from small pools, so that values meet operands and instants meet edges far more often than
/// in life.
/// </summary>
internal static class Generated
{
    private const ulong Draws = 6;

    private static readonly long Base = DateTimeOffset.Parse("2026-03-10T12:00:00Z").ToUnixTimeMilliseconds();

    private static readonly Gen<long> Moments =
        from halfDays in Gen.Choose(-16, 5)
        from hours in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Elements(2, 3, 4, 5, 9, 10, -2, -3)))
        from jitter in Gen.Elements(0, 0, 0, 0, -1, 1)
        select Base + (halfDays * 43_200_000L) + (hours * 3_600_000L) + jitter;

    /// <summary>Where and when midnight is skipped or repeated, a day left out, or a February long or short.</summary>
    private static readonly (string Day, string Zone)[] Places =
    [
        ("2026-03-10", "America/New_York"), ("2026-03-10", "America/Havana"), ("2025-11-04", "America/Havana"), ("2025-03-31", "Asia/Beirut"),
        ("2025-10-27", "Asia/Beirut"), ("2025-04-26", "Africa/Cairo"), ("2025-11-01", "Africa/Cairo"), ("2018-11-05", "America/Sao_Paulo"),
        ("2018-02-19", "America/Sao_Paulo"), ("2012-01-01", "Pacific/Apia"), ("2027-03-02", "Europe/Brussels"), ("2027-03-01", "UTC"), ("2027-03-05", "Asia/Tokyo"), ("2028-03-02", "Asia/Tokyo"),
    ];

    /// <summary>Dates as JSON text, and what is none.</summary>
    private static readonly Gen<string> Dates = Gen.Frequency(
        (6, Moments.Select(at => $"\"{Instants.Show(at)}\"")),
        (3, Moments.Select(at => $"\"{Instants.Show(at)[..10]}\"")),
        (1, Moments.Select(at => $"\"@{Instants.Show(at)[..10]}\"")),
        (1, Gen.Elements("\"--02-29\"", "\"2024-02-29\"")),
        (1, Gen.Elements("\"soon\"", "null", "1773144000000", "\"\"")));

    private static readonly Gen<PlainWrite[]> Writes =
        from count in Gen.Choose(0, 6)
        from writes in (from at in Moments
                        from json in Gen.Elements("\"on\"", "\"on\"", "\"ON\"", "[\"off\",\"on\"]", "\"off\"", "null")
                        select new PlainWrite(at, json)).ListOf(count)
        select writes.DistinctBy(write => write.At).ToArray();

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
        from birthday in Gen.Frequency((2, Dates), (1, Gen.Elements("\"--02-29\"", "\"2024-02-29\"")))
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
        from writes in Writes
        from tags in Gen.Elements("vip", "VIP", "news", "old").ListOf()
        from sources in Gen.Elements("google", "file").ListOf()
        from email in Gen.Elements(null, "ann@example.com", "bob@work.org")
        from archived in Gen.Frequency((14, Gen.Constant(false)), (1, Gen.Constant(true)))
        from subscribed in Gen.Elements(true, false)
        from origin in Gen.Elements("file", "typed", PlainPerson.Automatic)
        from created in Moments
        from pinned in Gen.Frequency((archived ? 1 : 20, Gen.Constant("")), (1, Gen.Elements(PlainPerson.Asked, PlainPerson.Asked, "x", "y")))
        from way in Gen.Elements(true, true, false)
        select new PlainPerson(
            values, writes, [.. tags.Distinct().Take(3)], [.. sources.Distinct()], email, archived, subscribed, origin, created,
            pinned.Length == 0 ? new Dictionary<string, bool>() : new Dictionary<string, bool> { [pinned] = way });

    private static readonly Gen<PlainEvent> Events =
        from name in Gen.Elements("a", "a", "a", "b", "c.d e")
        from at in Moments
        from near in Gen.Elements(0, 0, 0, 20 * 60_000, 30 * 60_000, 30 * 60_000, (30 * 60_000) - 1)
        from amount in Scalars()
        from items in Scalars().ListOf(2)
        from when in Dates
        from active in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from page in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from path in Gen.Elements("", "", "\"path\":\"/x\",", "\"path\":\"a\",")
        from url in Gen.Elements("", "", "", "\"url\":\"https://example.com/x?y=1\",", "\"url\":\"https://example.com/y\",", "\"url\":\"mailto:a\",")
        from literal in Gen.Frequency((5, Gen.Constant("")), (1, Scalars().Select(json => $"\"items.k\":{json},")))
        from context in Gen.Frequency((2, Gen.Constant("{}")), (3, Gen.Elements(PlainAgents.Known.Keys.ToArray())))
        select new PlainEvent(name, at + near, $$"""{{{path}}{{url}}{{literal}}"amount":{{amount}},"items":[{{string.Join(",", items.Select(item => $"{{\"k\":{item}}}"))}}],"when":{{when}}}""", active, page, context);

    private static readonly Gen<PlainCase> Lives =
        from person in People
        from count in Gen.Choose(1, 9)
        from events in Events.ListOf(count)
        from y in GeneratedRules.Definitions(2, [])
        from x in GeneratedRules.Definitions(2, ["y"])
        from now in Gen.Choose(-18, -4).Select(halfDays => Base + (halfDays * 43_200_000L))
        select new PlainCase(person, [.. events], "", new Dictionary<string, string> { ["x"] = x, ["y"] = y }, now);

    private static readonly Gen<(string Definition, string Zone, int Days)> Questions =
        from definition in GeneratedRules.Definitions(3, ["x", "y"])
        from place in Gen.Elements(Places)
        select (definition, place.Zone, (DateTimeOffset.Parse(place.Day + "T00:00:00Z") - DateTimeOffset.FromUnixTimeMilliseconds(Base).Date).Days);

    /// <summary>So many cases, of which each has a seed of its own.</summary>
    public static IEnumerable<PlainCase> Cases(ulong seed, int count) =>
        Enumerable.Range(0, count).Select(index => Case(seed + ((ulong)index * Draws)));

    /// <summary>Most definitions hold for ever or never, which shows little: those are drawn again a few times.</summary>
    private static PlainCase Case(ulong seed)
    {
        var life = Lives.Sample(1, new Rnd(seed), 50).Single();
        for (var draw = 1ul; ; draw++)
        {
            var (definition, zone, days) = Questions.Sample(1, new Rnd(seed + draw), 50).Single();
            var drawn = (life with { Definition = definition }).At(zone, days);
            if (draw + 1 == Draws || IsLively(drawn))
            {
                return drawn;
            }
        }
    }

    private static bool IsLively(PlainCase given)
    {
        var plain = new PlainEvaluator(given, Fault.None);
        var (member, flips) = (plain.IsMember(given.Now), 0);
        for (var halfDays = 1; halfDays < 30 && flips < 2; halfDays++)
        {
            if (plain.IsMember(given.Now + (halfDays * 43_200_000L)) != member)
            {
                (member, flips) = (!member, flips + 1);
            }
        }
        return flips == 2;
    }

    private static Dictionary<string, string> Dictionary(params (string Key, string? Json)[] values) =>
        values.Where(value => value.Json is not null).ToDictionary(value => value.Key, value => value.Json!);
}
