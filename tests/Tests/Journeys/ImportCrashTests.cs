using System.Globalization;
using System.Text;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>An import goes on after its process was killed in the middle of a chunk, and each row counts once.</summary>
public sealed class ImportCrashTests
{
    private const int Rows = 40_000;
    private const int Chunk = 4_096;

    [Fact]
    public async Task Kill_9_in_the_middle_of_an_import_loses_no_row_and_counts_none_twice()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(SharedServer.Now);
        var fair = await client.CreateStatic("Fair");
        var import = (await client.Send(File(), $"?audience={fair}")).Is(202).Json["id"].Text();
        await KillInsideAChunk(server, client, import, 0);
        await KillInsideAChunk(server, client, import, Chunk);
        await WaitUntilInsideAChunk(client, import, 2 * Chunk);
        Assert.Equal(0, await server.Stop());
        await server.StartAgain();

        var done = await client.Ended(import);

        Assert.Equal(("done", Rows), (done["status"].Text(), done["rows"]!.GetValue<int>()));
        Assert.Equal(Expected(), done.Counts());
        Assert.Equal(Numbers(IsBad), done["errors"]!.AsArray().Select(error => error!["row"]!.GetValue<int>()));
        Assert.Equal(Numbers(row => !IsBad(row) && !IsRepeated(row)).Count(), await Contacts(client));
        var shown = await client.LastPeopleImport(import);
        Assert.Equal(await Contacts(client), (await client.MemberIds(shown)).Count);
        Assert.Empty((await client.Post($"/v1/audiences/{shown}/verify")).Is(200).Json["wrong"]!.AsArray());
        Assert.Equal(await client.MemberIds(shown), await client.MemberIds(fair));
        Assert.Equal(await client.MemberIds(fair), (await Entered(client, fair)).Order());
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Data, "imports")));
    }

    [Fact]
    public async Task A_cancelled_import_ends_at_its_next_chunk_what_is_in_stays_and_the_next_in_line_begins()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(SharedServer.Now);
        var import = (await client.Send(File())).Is(202).Json["id"].Text();
        var waiting = (await client.Send([.. "email\nlast@example.org\n"u8])).Is(202).Json["id"].Text();
        var never = (await client.Send([.. "email\nnever@example.org\n"u8])).Is(202).Json["id"].Text();
        await WaitUntilInsideAChunk(client, import, 0);
        Assert.Equal("queued", (await client.Get($"/v1/jobs/{waiting}")).Is(200).Json["status"].Text());
        (await client.Delete($"/v1/jobs/{never}")).Is(202);
        (await client.Delete($"/v1/jobs/{import}")).Is(202);

        var cancelled = await client.Ended(import);

        Assert.Equal("cancelled", cancelled["status"].Text());
        Assert.Equal(0, cancelled["rows"]!.GetValue<int>() % Chunk);
        Assert.InRange(cancelled["rows"]!.GetValue<int>(), Chunk, Rows - Chunk);
        Assert.Equal("done", (await client.Ended(waiting))["status"].Text());
        Assert.Equal(("cancelled", 0), ((await client.Ended(never))["status"].Text(), (await client.Ended(never))["rows"]!.GetValue<int>()));
        Assert.Equal(cancelled["created"]!.GetValue<int>() + 1, await Contacts(client));
        Assert.Single(await client.MemberIds(await client.LastPeopleImport(waiting)));
        Assert.Equal([never, waiting, import], (await client.All("/v1/contact-imports")).Select(item => item["id"].Text()));
    }

    private static async Task KillInsideAChunk(ServerProcess server, AudiencesClient client, string import, int after)
    {
        await WaitUntilInsideAChunk(client, import, after);
        await server.Kill();
        await server.StartAgain();
    }

    /// <summary>Rows of a chunk are written, and the chunk is not counted.</summary>
    private static async Task WaitUntilInsideAChunk(AudiencesClient client, string import, int after)
    {
        var shown = await client.Until(import, shown => shown["rows"]!.GetValue<int>() >= after);
        Assert.Null(shown["endedAt"]);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await Contacts(client) < shown["created"]!.GetValue<int>() + 50)
            await timer.WaitForNextTickAsync();
        Assert.Null((await client.Get($"/v1/contact-imports/{import}")).Is(200).Json["endedAt"]);
    }

    /// <summary>Who has entered, each as often as it is announced; all by the import.</summary>
    private static async Task<List<string>> Entered(AudiencesClient client, string audience)
    {
        var (entered, place) = (new List<string>(), "0");
        while (true)
        {
            var page = (await client.Get($"/v1/audiences/{audience}/changes?limit=1000&after={place}")).Is(200).Json;
            if (page["items"]!.AsArray().Count == 0) return entered;
            Assert.All(page["items"]!.AsArray(), item => Assert.Equal(("entered", "imported"), (item!["change"].Text(), item["cause"].Text())));
            entered.AddRange(page["items"]!.AsArray().Select(item => item!["contactId"].Text()));
            place = page["last"].Text();
        }
    }

    private static async Task<int> Contacts(AudiencesClient client) =>
        (await client.Get("/v1/contacts?limit=1&total=true")).Is(200).Json["total"]!.GetValue<int>();

    /// <summary>People with an e-mail, people with nothing but a name, people who stand there twice, and bad rows.</summary>
    private static byte[] File()
    {
        var text = new StringBuilder("Email,Name,Note\n");
        for (var row = 1; row <= Rows; row++)
        {
            var email = IsBad(row) ? "nobody" : IsNameless(row) ? "" : $"p{(IsRepeated(row) ? row - 1 : row)}@example.org";
            text.Append(CultureInfo.InvariantCulture, $"{email},Ann Lee,{row}\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool IsBad(int row) => row % 100 == 0;

    private static bool IsNameless(int row) => row % 10 == 5;

    private static bool IsRepeated(int row) => row % 10 == 2;

    private static (int, int, int) Expected() =>
        (Numbers(row => !IsBad(row) && !IsRepeated(row)).Count(), Numbers(IsRepeated).Count(), Numbers(IsBad).Count());

    private static IEnumerable<int> Numbers(Func<int, bool> isSo) => Enumerable.Range(1, Rows).Where(isSo);
}
