using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sharing.Stored;
using Tests.Sharing;
using Tests.Storage;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>`audiences backup`, `restore` and `verify`, as somebody at the machine uses them.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class BackupTests(SharedPostgreSql shared) : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_backup_under_load_has_all_that_was_acknowledged_before_and_is_right_in_itself()
    {
        await using var server = await RunningServer.Start();
        await Fill(server, 0, 200);
        await Audience(server, "gold");
        await Audience(server, "seen", """{"field":"event.bought","op":"performed","within":"30d"}""");
        using var end = new CancellationTokenSource();
        var load = Load(server, end.Token);
        var backup = folder.File("under-load");
        var (exit, said, error) = await ProgramRun.Of(Nothing, ["backup", backup, "--data", server.Folder]);
        await end.CancelAsync();
        Assert.True(await load > 0 && exit == 0, error);
        Assert.Contains("rows of", said, StringComparison.Ordinal);

        var restored = await Restore(backup);

        await using var other = await RunningServer.StartOn(restored);
        Assert.Equal(HttpStatusCode.OK, (await other.Send(HttpMethod.Get, "/v1/contacts/externalId:p199")).Status);
        Assert.Equal((0, "5 audiences"), await Verify(other));
        Assert.True((await Members(other, "gold")).Length > 10);
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task What_went_from_SQLite_to_PostgreSQL_and_back_is_the_same()
    {
        var (first, second) = (folder.File("first"), folder.File("second"));
        string[] members, changes;
        await using (var server = await RunningServer.Start())
        {
            await Fill(server, 0, 60);
            await server.Send(HttpMethod.Post, "/v1/contacts", """{"externalId":"odd","firstName":"nul-free \ud83d\ude00 \u0001","traits":{"plan":"gold","deep":{"list":[1,"2",null]}}}""");
            await Audience(server, "gold");
            await server.Send(HttpMethod.Delete, "/v1/contacts/externalId:p4");
            (members, changes) = (await Members(server, "gold"), await Changes(server, "gold"));
            await Run(Nothing, "backup", first, "--data", server.Folder);
        }
        var schema = shared.NewSchema();
        await shared.Server.Do($"CREATE SCHEMA {schema}");
        var postgres = new Dictionary<string, string> { ["Storage__Provider"] = "PostgreSql", ["ConnectionStrings__Audiences"] = $"{shared.Server.ConnectionString};Search Path={schema}" };
        await Run(postgres, "restore", first, "--data", folder.File("files"));
        await using (var there = await RunningServer.StartOn(
            folder.File("pg"), args: ["--Storage:Provider=PostgreSql", $"--ConnectionStrings:Audiences={postgres["ConnectionStrings__Audiences"]}"]))
        {
            Assert.Equal((members, changes), (await Members(there, "gold"), await Changes(there, "gold")), Same);
            // Rows that are made there are numbered on.
            await Fill(there, 100, 10);
            Assert.Equal((0, "4 audiences"), await Verify(there));
            (members, changes) = (await Members(there, "gold"), await Changes(there, "gold"));
        }
        await Run(postgres, "backup", second);
        await shared.Server.Do($"DROP SCHEMA {schema} CASCADE");

        await using var back = await RunningServer.StartOn(await Restore(second));

        Assert.Equal((members, changes), (await Members(back, "gold"), await Changes(back, "gold")), Same);
        Assert.Equal(2, (await back.Send(HttpMethod.Get, "/v1/contacts/externalId:odd")).Body.GetProperty("traits").GetProperty("deep").GetProperty("list").GetArrayLength() - 1);
        Assert.Equal((0, "4 audiences"), await Verify(back));
    }

    [Fact]
    public async Task After_a_restore_syncs_wait_and_number_on_and_places_that_are_ahead_are_refused()
    {
        var (told, again) = (new FakeConnectors(), new FakeConnectors());
        await using var server = await RunningServer.Start(services => services.AddSingleton<IConnectors>(told));
        await Fill(server, 0, 3);
        var audience = await Audience(server, "gold");
        var connection = (await server.Send(HttpMethod.Post, "/v1/connectors", """{"connector":"list","name":"A list","settings":{"token":"swordfish"}}""")).Body.GetProperty("id").GetString();
        var sync = (await server.Send(HttpMethod.Post, "/v1/syncs", $$"""{"audience":"{{audience}}","connection":"{{connection}}"}""")).Body.GetProperty("id").GetString();
        await Until(() => told.Members.Length == 2, "the list has the first two");
        await Run(Nothing, "backup", folder.File("synced"), "--data", server.Folder);
        await Fill(server, 4, 1);
        await Until(() => told.Members.Length == 3, "the list has one more");
        var place = (await server.Send(HttpMethod.Get, $"/v1/audiences/{audience}/changes?after=0")).Body.GetProperty("last").GetString();
        var restored = await Restore(folder.File("synced"));
        // The keys of its secrets lie beside the database.
        foreach (var key in Directory.GetFiles(Path.Combine(server.Folder, "keys")))
            File.Copy(key, Path.Combine(Directory.CreateDirectory(Path.Combine(restored, "keys")).FullName, Path.GetFileName(key)));

        await using var other = await RunningServer.StartOn(restored, services => services.AddSingleton<IConnectors>(again));

        Assert.True((await other.Send(HttpMethod.Get, $"/v1/syncs/{sync}")).Body.GetProperty("paused").GetBoolean());
        Assert.Equal(HttpStatusCode.Gone, (await other.Send(HttpMethod.Get, $"/v1/audiences/{audience}/changes?after={place}")).Status);
        // Nobody is looked through a log for that is not there.
        Assert.Equal(HttpStatusCode.Gone, (await other.Send(HttpMethod.Get, $"/v1/audiences/{audience}/changes?after=0.{long.MaxValue}")).Status);
        await other.Send(HttpMethod.Post, $"/v1/syncs/{sync}/resume");
        await Until(() => again.Members.Length == 2, "the list has all again");
        Assert.True(again.Batches.Min(batch => batch.Sequence) > told.Batches.Max(batch => batch.Sequence), "A number came again, with other content.");
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_wherever_the_damage_is_and_nothing_is_restored()
    {
        await using var server = await RunningServer.Start();
        await Fill(server, 0, 5);
        var backup = folder.File("whole");
        await Run(Nothing, "backup", backup, "--data", server.Folder);
        var whole = await File.ReadAllBytesAsync(backup);
        foreach (var (name, bytes) in Damaged(whole))
        {
            await File.WriteAllBytesAsync(folder.File(name), bytes);
            var said = Assert.Throws<Host.Storage.Backups.BackupException>(() => new Host.Storage.Backups.BackupReader(folder.File(name), (_, _) => { }).Check()).Message;
            Assert.Matches("is damaged|is no backup", said);
        }
        var (exit, _, error) = await ProgramRun.Of(Nothing, ["restore", folder.File("flipped 40"), "--data", folder.File("target")]);
        Assert.Equal((1, true), (exit, error.Contains("is damaged", StringComparison.Ordinal)));
        Assert.Equal(1, (await ProgramRun.Of(Nothing, ["backup", backup, "--data", server.Folder])).Exit);
        Assert.Equal(whole, await File.ReadAllBytesAsync(backup));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        var (full, _, why) = await ProgramRun.Of(Nothing, ["restore", backup, "--data", server.Folder]);
        Assert.Equal((1, true), (full, why.Contains("A server works on", StringComparison.Ordinal)));
        await server.Stop();
        (full, _, why) = await ProgramRun.Of(Nothing, ["restore", backup, "--data", server.Folder]);
        Assert.Equal((1, true), (full, why.Contains("There is data already", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Verifying_names_who_is_shown_and_no_member_by_the_log()
    {
        await using var server = await RunningServer.Start();
        await Fill(server, 0, 20);
        var id = await Audience(server, "gold");
        await Fill(server, 20, 1);
        await server.Stop();
        // As a fault of ours, or of the disk, would leave it: that the last one entered is gone from the log.
        using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Folder, "audiences.db")};Pooling=false"))
        {
            database.Open();
            using var spoil = database.CreateCommand();
            spoil.CommandText = "DELETE FROM membership_log WHERE audience = $id AND place = (SELECT max(place) FROM membership_log WHERE audience = $id)";
            spoil.Parameters.AddWithValue("$id", id);
            Assert.True(spoil.ExecuteNonQuery() > 0);
        }
        await using var again = await RunningServer.StartOn(Copy(server.Folder));
        var (wrong, said) = await Verify(again);
        Assert.True(wrong == 1, said);
    }

    private static readonly IEqualityComparer<(string[], string[])> Same = EqualityComparer<(string[] Members, string[] Changes)>.Create(
        (a, b) => a.Members.SequenceEqual(b.Members) && a.Changes.SequenceEqual(b.Changes));

    private static IEnumerable<(string Name, byte[] Bytes)> Damaged(byte[] whole)
    {
        var random = new Random(9);
        foreach (var at in Enumerable.Range(0, 30).Select(_ => random.Next(whole.Length)).Concat([0, 40, whole.Length - 1]))
        {
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= (byte)(1 << random.Next(8));
            yield return ($"flipped {at}", flipped);
        }
        foreach (var length in new[] { 0, 10, whole.Length / 2, whole.Length - 1 }) yield return ($"cut {length}", whole[..length]);
        yield return ("longer", [.. whole, 0]);
    }

    private static async Task Fill(RunningServer server, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            var body = $$$"""{"externalId":"p{{{i}}}","email":"p{{{i}}}@example.org","traits":{"plan":"{{{(i % 2 == 0 ? "gold" : "free")}}}"}}""";
            Assert.Equal(HttpStatusCode.Created, (await server.Send(HttpMethod.Post, "/v1/contacts", body)).Status);
        }
    }

    private static async Task<int> Load(RunningServer server, CancellationToken end)
    {
        var sent = 0;
        for (; !end.IsCancellationRequested; sent++)
        {
            await server.Send(HttpMethod.Post, "/v1/track", $$"""{"userId":"p{{sent % 300}}","event":"bought","messageId":"m{{sent}}"}""");
            if (sent % 5 == 0) await server.Send(HttpMethod.Post, "/v1/identify", $$$"""{"userId":"p{{{sent % 300}}}","messageId":"i{{{sent}}}","traits":{"plan":"{{{(sent % 3 == 0 ? "gold" : "free")}}}"}}""");
        }
        return sent;
    }

    private static async Task<string> Audience(RunningServer server, string name, string condition = """{"field":"trait.plan","op":"equals","value":"gold"}""")
    {
        var made = await server.Send(HttpMethod.Post, "/v1/audiences", $$$"""{"name":"{{{name}}}","definition":{"match":"all","conditions":[{{{condition}}}]}}""");
        var id = made.Body.GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Post, $"/v1/audiences/{id}/activate")).Status);
        return id;
    }

    private static async Task<string> IdOf(RunningServer server, string name) =>
        (await server.Send(HttpMethod.Get, $"/v1/audiences?q={name}")).Body.GetProperty("items").EnumerateArray().Single(audience => audience.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;

    private static async Task<string[]> Members(RunningServer server, string name) => Items(await server.Send(HttpMethod.Get, $"/v1/audiences/{await IdOf(server, name)}/members?limit=1000"));

    private static async Task<string[]> Changes(RunningServer server, string name) => Items(await server.Send(HttpMethod.Get, $"/v1/audiences/{await IdOf(server, name)}/changes?after=0&limit=1000"));

    private static string[] Items((HttpStatusCode, JsonElement Body, HttpResponseMessage) answer) => [.. answer.Body.GetProperty("items").EnumerateArray().Select(item => item.GetRawText())];

    private static async Task Until(Func<bool> isSo, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"Not so: {what}");
            await Task.Yield();
        }
    }

    private async Task<string> Restore(string backup)
    {
        var target = folder.File($"restored {Path.GetFileName(backup)}");
        await Run(Nothing, "restore", backup, "--data", target);
        return target;
    }

    private static async Task Run(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var (exit, said, error) = await ProgramRun.Of(environment, args);
        Assert.True(exit == 0, $"{said}\n{error}");
    }

    /// <returns>The exit code, and how the last line begins.</returns>
    private static async Task<(int Exit, string Said)> Verify(RunningServer server)
    {
        var (exit, said, error) = await ProgramRun.Of(Nothing, ["verify", "--url", server.Client.BaseAddress!.ToString(), "--key", RunningServer.AdminKey]);
        return (exit, exit > 1 ? error : said.TrimEnd().Split('\n')[^1].Split(',')[0]);
    }

    private string Copy(string from)
    {
        var to = Directory.CreateDirectory(folder.File("copy")).FullName;
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }
}
