using System.CommandLine;
using System.Text.Json;

namespace Benchmarks.Questions;

/// <summary>
/// Single conditions of the kinds that the twelve questions do not ask for, of the server over HTTP. Each is also made an audience, whose
/// members are judged anew one by one.
/// </summary>
internal static class ConditionsRun
{
    // In the last of them the server's code is compiled for good.
    private const int RoundsToWarmUp = 15;

    private static readonly (string Name, string Condition)[] Conditions =
    [
        ("one trait", """{"field":"trait.plan","op":"equals","value":"premium"}"""),
        ("a trait for 7 days", """{"field":"trait.plan","op":"hasBeen","value":"premium","for":"7d"}"""),
        ("10 events of any kind in 30 days", """{"field":"eventCount","op":"atLeast","value":10,"within":"30d"}"""),
        ("20 events of any kind", """{"field":"eventCount","op":"atLeast","value":20}"""),
        ("3 sessions in 30 days", """{"field":"sessionCount","op":"atLeast","value":3,"within":"30d"}"""),
        ("the first purchase over 100", """{"field":"event.purchase","op":"performed","occurrence":"first","where":[{"property":"amount","op":"greaterThan","value":100}]}"""),
        ("the last login in 7 days", """{"field":"event.login","op":"performed","occurrence":"last","within":"7d"}"""),
        ("a device", """{"field":"device","op":"equals","value":"mobile"}"""),
        ("a page in 30 days", """{"field":"page./pricing","op":"performed","within":"30d"}"""),
        ("below a property", """{"field":"event.purchase","op":"performed","where":[{"property":"category.name","op":"exists"}]}"""),
        ("a clause of time", """{"field":"event.purchase","op":"performed","where":[{"property":"amount","op":"within","value":"30d"}]}"""),
    ];

    public static Command Command()
    {
        var (crowd, keep) = (new CrowdOptions(1_000_000), KeptFolder.Option());
        var rounds = new Option<int>("--rounds") { Description = "Rounds timed", DefaultValueFactory = _ => 9 };
        var command = new Command("conditions", "Single conditions of other kinds than the twelve questions ask for") { crowd.Contacts, crowd.Events, rounds, keep };
        command.SetAction(parsed => Go(crowd.Of(parsed), parsed.GetValue(rounds), parsed.GetValue(keep)));
        return command;
    }

    private static async Task<int> Go(Crowd crowd, int rounds, string? keep)
    {
        using var folder = new KeptFolder(keep);
        await using var world = await QuestionsWorld.Open(folder, crowd, alone: true);
        var times = Conditions.ToDictionary(asked => asked.Name, _ => new List<double>(), StringComparer.Ordinal);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var round = 0; round <= RoundsToWarmUp + rounds; round++)
        {
            await world.Write();
            foreach (var (name, condition) in Conditions)
            {
                (counts[name], var took) = await world.Ask(Definition(condition));
                times[name].Add(took);
            }
        }
        Console.WriteLine("medians in ms, over HTTP; first: when it was asked for the first time");
        Table.Row("", ["count", "server", "first"]);
        foreach (var (name, _) in Conditions)
            Table.Row(name, [$"{counts[name]:N0}", $"{Sample.Median(times[name][^rounds..]):N1}", $"{times[name][0]:N1}"]);
        var wrong = 0;
        foreach (var (name, condition) in Conditions)
            wrong += await Check(world, name, condition);
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<int> Check(QuestionsWorld world, string name, string condition)
    {
        var audience = await world.Activate(name, Definition(condition));
        var wrong = await Verification.Of(world, audience, name);
        await world.Server.Delete($"/v1/audiences/{audience}");
        return wrong;
    }

    private static JsonElement Definition(string condition) => JsonElement.Parse($$"""{ "match": "all", "conditions": [ {{condition}} ] }""");
}
