using System.CommandLine;
using System.Globalization;

namespace Benchmarks.Questions;

/// <summary>
/// The questions of <c>peers/questions.md</c>, asked of the server over HTTP, of DuckDB and of PostgreSQL, which hold the same. Before each
/// round all three are written to; each figure is the median of the rounds. Where the counts differ, the run fails.
/// </summary>
internal static class QuestionsRun
{
    public static Command Command()
    {
        var contacts = new Option<int>("--contacts") { Description = "How many", DefaultValueFactory = _ => 1_000_000 };
        var events = new Option<long?>("--events") { Description = "How many; ten a contact unless given" };
        var rounds = new Option<int>("--rounds") { Description = "Rounds timed", DefaultValueFactory = _ => 5 };
        var keep = new Option<string?>("--keep") { Description = "A folder in which what is filled stays for the next run" };
        var alone = new Option<bool>("--alone") { Description = "Ask the server alone; counts are not checked then" };
        var command = new Command("questions", "Twelve counts, beside DuckDB and PostgreSQL on the same contacts and events") { contacts, events, rounds, keep, alone };
        command.SetAction(parsed => Go(
            new Crowd(parsed.GetValue(contacts), parsed.GetValue(events) ?? 10L * parsed.GetValue(contacts)),
            parsed.GetValue(rounds), parsed.GetValue(keep), parsed.GetValue(alone)));
        return command;
    }

    private static async Task<int> Go(Crowd crowd, int rounds, string? keep, bool alone)
    {
        var bandwidth = Bandwidth.Measure();
        using var folder = new KeptFolder(keep);
        await using var world = await QuestionsWorld.Open(folder, crowd, alone);
        var questions = Question.ReadAll();
        var first = await Rounds(world, questions, 1);
        // Caches of the peers are warm after this one.
        await Rounds(world, questions, 1);
        var sheets = await Rounds(world, questions, rounds);
        Report(world, sheets, first, bandwidth);
        var wrong = await Verification.Of(world, questions);
        Console.WriteLine($"  {world.Server.Resident / 1e6:N0} MB resident at the end");
        return wrong == 0 && sheets.Concat(first).All(sheet => sheet.IsAgreed) ? 0 : 1;
    }

    private static async Task<AnswerSheet[]> Rounds(QuestionsWorld world, Question[] questions, int rounds)
    {
        AnswerSheet[] sheets = [.. questions.Select(question => new AnswerSheet(question, world.Peers))];
        for (var round = 0; round < rounds; round++)
        {
            await world.Write();
            foreach (var sheet in sheets) await sheet.AskAll(world);
        }
        return sheets;
    }

    private static void Report(QuestionsWorld world, AnswerSheet[] sheets, AnswerSheet[] first, double bandwidth)
    {
        var peers = world.Peers.Select(peer => peer.Name).ToArray();
        Console.WriteLine($"memory is read at {bandwidth / 1e9:N1} GB/s by {Environment.ProcessorCount} processors; medians in ms, ours over HTTP; \"first\": when it was asked for the first time");
        Row("", ["count", "ours", "first", .. peers.SelectMany(peer => new[] { peer, "ratio" })]);
        foreach (var (sheet, once) in sheets.Zip(first))
            Row(sheet.Question.Name, [
                $"{sheet.Count:N0}", $"{sheet.Ours:N2}", $"{once.Ours:N1}",
                .. peers.SelectMany(peer => new[] { $"{sheet.Of(peer):N1}", $"{sheet.Of(peer) / sheet.Ours:N1}" })]);
        Row("geometric mean", [
            "", $"{Mean(sheets.Select(sheet => sheet.Ours)):N2}", $"{Mean(first.Select(sheet => sheet.Ours)):N1}",
            .. peers.SelectMany(peer => new[] { $"{Mean(sheets.Select(sheet => sheet.Of(peer))):N1}", $"{Mean(sheets.Select(sheet => sheet.Of(peer) / sheet.Ours)):N1}" })]);
    }

    private static void Row(string name, string[] cells) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40}{string.Concat(cells.Select(cell => $"{cell,12}"))}"));

    private static double Mean(IEnumerable<double> figures) => Math.Exp(figures.Average(Math.Log));
}
