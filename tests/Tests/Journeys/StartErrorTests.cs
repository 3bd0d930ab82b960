using System.Net;
using System.Net.Sockets;
using Host.Storage.Sqlite;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What keeps a server from starting is said in a sentence that tells what to do, without a stack, and the exit code is 1.</summary>
public sealed class StartErrorTests : IDisposable
{
    const string Anywhere = "http://127.0.0.1:0";

    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--urls=https://localhost:21000", "reverse proxy")]
    [InlineData("--urls=localhost:21000", "must be an address like http://localhost:5080")]
    [InlineData("--urls=http://192.0.2.1:21000", "`--urls` names another address")]
    [InlineData("--data=there", "no option --data. --urls names where to listen; --Storage:Path names the data folder")]
    [InlineData("--AUDIENCES_ADMIN_KEY=short", "32 visible ASCII characters or more")]
    [InlineData("--Cluster:Database=Host=db", "Cluster__")]
    [InlineData("--Audiences:MostConditions=none", "Audiences__MostConditions is a whole number from 1 to 1,000, such as 10")]
    [InlineData("--Audiences:DeepestGroups=21", "Audiences__DeepestGroups is a whole number from 1 to 20")]
    [InlineData("--Audiences:MostCustom=0", "Audiences__MostCustom is a whole number from 1 to 1,000,000")]
    public Task A_wrong_setting(string setting, string says) => MustSay(says, [setting]);

    [Fact]
    public async Task A_port_that_another_program_has()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await MustSay("`--urls` names another address", ["--urls", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}"]);
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be()
    {
        await File.WriteAllTextAsync(folder.File("file"), "");
        await MustSay("Storage__Path names another one", ["--urls", Anywhere, "--Storage:Path", folder.File("file")]);
    }

    [Fact]
    public async Task A_file_that_is_no_database()
    {
        await File.WriteAllTextAsync(folder.File("audiences.db"), new string('x', 4096));
        await MustSay("is not a database. Name another folder with Storage__Path", ["--urls", Anywhere]);
    }

    [Fact]
    public async Task A_store_that_a_newer_version_made()
    {
        await ServeOnce();
        using (var session = SqliteSession.Open(folder.File("audiences.db"), writes: true, ""))
            session.Execute("INSERT INTO migrations (number, name, checksum, program) VALUES (9999, '9999_later.sql', 'x', '9.9.9')");
        await MustSay("made by a newer version. Start that version, or restore a backup", ["--urls", Anywhere]);
    }

    [Fact]
    public async Task A_folder_or_a_database_that_may_not_be_written()
    {
        await ServeOnce();
        using (new ReadOnlyPath(folder.File("audiences.db")))
            await MustSay("Give it and its folder to that user (chown)", ["--urls", Anywhere], ProgramRun.WithoutPrivileges);
        using (new ReadOnlyPath(folder.Path))
            await MustSay("Storage__Path names another one", ["--urls", Anywhere, "--Storage:Path", folder.File("new")], ProgramRun.WithoutPrivileges);
    }

    [Fact]
    public async Task A_second_server_says_that_it_stands_by()
    {
        await using var first = await ServerProcess.Start(new() { Data = folder.Path });
        var second = ServerProcess.Start(new() { Data = folder.Path, StandsBy = "stands by and takes over" });
        await using var standing = await second;
        Assert.Contains("Storage__Path names one", standing.Output.ToString(), StringComparison.Ordinal);
    }

    async Task MustSay(string says, string[] args, params string[] before)
    {
        var environment = new Dictionary<string, string> { ["Storage__Path"] = folder.Path };
        var (exit, output, error) = await ProgramRun.Of(environment, args, before);
        Assert.True(exit == 1, $"It ended with {exit}:\n{output}\n{error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    async Task ServeOnce()
    {
        await using var server = await ServerProcess.Start(new() { Data = folder.Path });
        await server.Stop();
    }
}
