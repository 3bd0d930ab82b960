using System.CommandLine;
using System.Globalization;

namespace Benchmarks.Questions;

/// <summary>
/// The questions of <c>peers/questions.md</c>, asked of the server over HTTP, of DuckDB and of PostgreSQL, which hold the same. Before each
/// round all three are written to; each figure is the median of the rounds. Where the counts differ, the run fails.
/// </summary>
internal static class QuestionsRun
{
    // Caches of the peers are warm after one; the server's code is compiled as it is used, and after some thirty uses once more for good.
    private const int RoundsToWarmUp = 15;

    public static Command Command()
    {
        var (crowd, keep) = (new CrowdOptions(1_000_000), KeptFolder.Option());
        var rounds = new Option<int>("--rounds") { Description = "Rounds timed", DefaultValueFactory = _ => 5 };
        var alone = new Option<bool>("--alone") { Description = "Ask the server alone; counts are not checked then" };
        var command = new Command("questions", "Twelve counts, beside DuckDB and PostgreSQL on the same contacts and events") { crowd.Contacts, crowd.Events, rounds, keep, alone };
        command.SetAction(parsed => Go(crowd.Of(parsed), parsed.GetValue(rounds), parsed.GetValue(keep), parsed.GetValue(alone)));
        return command;
    }

    private static async Task<int> Go(Crowd crowd, int rounds, string? keep, bool alone)
    {
        var bandwidth = Bandwidth.Measure();
        using var folder = new KeptFolder(keep);
        await using var world = await QuestionsWorld.Open(folder, crowd, alone);
        var questions = Question.ReadAll();
        var first = await AnswerSheet.Rounds(world, questions, 1);
        await AnswerSheet.Rounds(world, questions, RoundsToWarmUp);
        var sheets = await AnswerSheet.Rounds(world, questions, rounds);
        Report(world, sheets, first, bandwidth);
        var wrong = await Verification.Of(world, questions);
        Console.WriteLine($"  at the end {world.Memory}");
        Console.WriteLine($"  killed and started again, ready after {await world.Server.Restart(QuestionsWorld.StartLimit):N1} s; {world.Memory}");
        return wrong == 0 && sheets.Concat(first).All(sheet => sheet.IsAgreed) ? 0 : 1;
    }

    private static void Report(QuestionsWorld world, AnswerSheet[] sheets, AnswerSheet[] first, double bandwidth)
    {
        var (peers, touched) = (world.Peers.Select(peer => peer.Name).ToArray(), new Touched(world.Crowd));
        Console.WriteLine($"memory is read at {bandwidth / 1e9:N1} GB/s by {Environment.ProcessorCount} processors; medians in ms, the server's over HTTP");
        Console.WriteLine("first: when it was asked for the first time; MB: what it touches at the least; memory: how often that could be read meanwhile");
        Table.Row("", ["count", "server", "first", "MB", "memory", .. peers.SelectMany(peer => new[] { peer, "ratio" })]);
        foreach (var (sheet, once) in sheets.Zip(first)) Row(sheet.Question.Name, $"{sheet.Count:N0}", [sheet], [once]);
        Row("geometric mean", "", sheets, first);
        Console.WriteLine($"the slowest takes {sheets.Max(sheet => sheet.Ours):N1} ms");

        void Row(string name, string count, AnswerSheet[] some, AnswerSheet[] once)
        {
            Table.Row(name, [
                count, Mean("N2", sheet => sheet.Ours), $"{Table.Mean(once.Select(sheet => sheet.Ours)):N1}", Mean("N1", sheet => touched.Of(sheet.Question.Definition) / 1e6),
                $"x {Mean("N1", sheet => sheet.Ours / 1e3 * bandwidth / touched.Of(sheet.Question.Definition))}",
                .. peers.SelectMany(peer => new[] { Mean("N1", sheet => sheet.Of(peer)), $"x {Mean("N1", sheet => sheet.Of(peer) / sheet.Ours)}" })]);

            string Mean(string format, Func<AnswerSheet, double> figure) => Table.Mean(some.Select(figure)).ToString(format, CultureInfo.InvariantCulture);
        }
    }
}
