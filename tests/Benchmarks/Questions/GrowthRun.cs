using System.CommandLine;

namespace Benchmarks.Questions;

/// <summary>The questions asked of the server alone, of an eighth, a quarter, a half and all of the contacts, events in proportion.</summary>
internal static class GrowthRun
{
    private static readonly int[] Parts = [8, 4, 2, 1];

    public static Command Command()
    {
        var (crowd, keep) = (new CrowdOptions(2_000_000), KeptFolder.Option());
        var rounds = new Option<int>("--rounds") { Description = "Rounds timed, of each size", DefaultValueFactory = _ => 5 };
        var command = new Command("growth", "What each doubling of contacts and events costs the twelve questions") { crowd.Contacts, crowd.Events, rounds, keep };
        command.SetAction(parsed => Go(crowd.Of(parsed), parsed.GetValue(rounds), parsed.GetValue(keep)));
        return command;
    }

    private static async Task<int> Go(Crowd largest, int rounds, string? keep)
    {
        var questions = Question.ReadAll();
        var columns = new List<double[]>();
        foreach (var part in Parts)
            columns.Add(await Measure(new Crowd(largest.Contacts / part, largest.Events / part), questions, rounds, keep));
        Table.Row("ms", [.. Parts.Select(part => $"{largest.Contacts / part:N0}"), .. Parts.Skip(1).Select(part => $"to 1/{part}")]);
        for (var i = 0; i < questions.Length; i++)
            Row(questions[i].Name, [.. columns.Select(column => column[i])]);
        Row("geometric mean", [.. columns.Select(Table.Mean)]);
        return 0;
    }

    private static async Task<double[]> Measure(Crowd crowd, Question[] questions, int rounds, string? keep)
    {
        using var folder = new KeptFolder(keep is null ? null : Path.Combine(keep, $"{crowd.Contacts}"));
        await using var world = await QuestionsWorld.Open(folder, crowd, alone: true);
        await AnswerSheet.Rounds(world, questions, 2);
        return [.. (await AnswerSheet.Rounds(world, questions, rounds)).Select(sheet => sheet.Ours)];
    }

    private static void Row(string name, double[] times) =>
        Table.Row(name, [.. times.Select(time => $"{time:N2}"), .. times.Zip(times.Skip(1), (one, doubled) => $"x {doubled / one:N2}")]);
}
