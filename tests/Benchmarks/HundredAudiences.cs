namespace Benchmarks;

/// <summary>
/// A hundred active audiences as a shop would have them: 60 count events (each names one of <see cref="Traffic.Events"/>, half with a
/// <c>where</c>, all with a window), 10 ask when somebody was last seen, 20 look at traits, 10 mix both and exclude somebody.
/// </summary>
internal static class HundredAudiences
{
    public static async Task Make(Server server)
    {
        for (var i = 0; i < 100; i++)
        {
            var made = await server.Post("/v1/audiences", new { name = $"Audience {i}", definition = Definition(i) });
            await server.Post($"/v1/audiences/{made.GetProperty("id").GetString()}/activate", new { });
        }
    }

    private static object Definition(int i) => i switch
    {
        < 60 => All(Performed(i)),
        < 70 => All(new { field = "lastSeen", op = "within", value = $"{1 + i % 10}d" }),
        < 90 => All(Plan(i), new { field = "trait.country", op = "in", value = new[] { Traffic.Country(i), Traffic.Country(i + 3) } }),
        _ => new
        {
            match = "any",
            conditions = new[] { Performed(i), Plan(i) },
            exclude = new object[] { new { field = "tag", op = "equals", value = "staff" } },
        },
    };

    private static object All(params object[] conditions) => new { match = "all", conditions };

    private static object Plan(int i) => new { field = "trait.plan", op = "equals", value = Traffic.Plan(i) };

    private static object Performed(int i)
    {
        var (name, atLeast, within) = (Traffic.Event(i), 1 + i / 10, $"{7 + i % 30}d");
        return i % 2 == 0
            ? new { field = $"event.{name}", op = "performed", atLeast, within }
            : new
            {
                field = $"event.{name}", op = "performed", atLeast, within,
                where = new[] { new { property = "amount", op = "greaterThan", value = 20 * (i % 7) } },
            };
    }
}
