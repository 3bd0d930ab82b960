using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Host.Commands;
using Host.Commands.Doctor;
using Host.Storage.Sqlite;
using Tests.Support;

namespace Tests.Commands;

/// <summary><c>audiences doctor</c>: what it says, and that it changes nothing.</summary>
public sealed class DoctorTests : IDisposable
{
    const string Nowhere = "http://127.0.0.1:0";

    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Before_the_first_start_nothing_keeps_a_server_from_running_and_nothing_is_made()
    {
        var (exit, said) = await Doctor("--data", folder.File("data"), "--urls", Nowhere, "--key", RunningServer.AdminKey);
        Assert.True(exit == 0, said);
        foreach (var line in new[] { "ok    settings", "ok    port", "ok    folder", "ok    key", "ok    store     no data yet" })
            Assert.Contains(line, said, StringComparison.Ordinal);
        Assert.Matches(@"disk      a small write is safe after \d+\.\d\d ms", said);
        Assert.Matches(@"(ok|warn)\s+clock     the machine says \d{4}-", said);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Beside_a_server_it_knows_port_folder_key_and_store()
    {
        await using var server = await RunningServer.Start();
        var url = server.Client.BaseAddress!.ToString().TrimEnd('/');
        var (exit, said) = await Doctor("--data", server.Folder, "--urls", url, "--key", RunningServer.AdminKey);
        Assert.True(exit == 0, said);
        Assert.Contains($"{url} is answered by Audiences, ready", said, StringComparison.Ordinal);
        Assert.Contains("in use by a running server", said, StringComparison.Ordinal);
        Assert.Contains($"the server at {url} accepts it", said, StringComparison.Ordinal);
        Assert.Contains("ok    store     its migrations are those of this program", said, StringComparison.Ordinal);
        (exit, said) = await Doctor("--data", server.Folder, "--urls", url, "--key", "a-key-that-nobody-ever-made-0123456789");
        Assert.Equal(1, exit);
        Assert.Matches("fail  key .*keys new --admin", said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_leaves_every_byte_of_the_data_as_it_was(bool killed)
    {
        var server = await ServerProcess.Start(new() { Data = folder.Path });
        await using (server)
            if (!killed)
                await server.Stop();
        var before = Bytes();
        var (exit, said) = await DoctorAlone();
        Assert.True(exit == 0, said);
        Assert.Contains("ok    store     its migrations", said, StringComparison.Ordinal);
        Assert.Equal(before, Bytes());
    }

    [Fact]
    public async Task Another_program_on_the_port_fails()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var (exit, said) = await Doctor("--data", folder.Path, "--urls", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        Assert.Equal(1, exit);
        Assert.Matches("fail  port .*taken by another program.*--urls", said);
    }

    [Theory]
    [InlineData("https://localhost:5080", "reverse proxy")]
    [InlineData("localhost:5080", "an address like http://localhost:5080")]
    [InlineData("http://192.0.2.1:5080", "no address of this machine")]
    public async Task An_address_that_cannot_be_listened_on_fails(string urls, string says)
    {
        var (exit, said) = await Doctor("--data", folder.Path, "--urls", urls);
        Assert.Equal(1, exit);
        Assert.Contains(says, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be_fails()
    {
        await File.WriteAllTextAsync(folder.File("data"), "");
        var (exit, said) = await Doctor("--data", folder.File("data"), "--urls", Nowhere);
        Assert.Equal(1, exit);
        Assert.Matches("fail  folder .*is a file", said);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_fails()
    {
        using var closed = new ReadOnlyPath(folder.Path);
        foreach (var data in new[] { folder.Path, folder.File("new") })
        {
            var (exit, said, _) = await ProgramRun.Of(
                new Dictionary<string, string>(), ["doctor", "--data", data, "--urls", Nowhere], ProgramRun.WithoutPrivileges);
            Assert.Equal(1, exit);
            Assert.Matches("fail  folder .*chown", said);
        }
    }

    [Fact]
    public async Task A_folder_of_another_user_that_may_not_be_looked_into_fails_and_the_rest_is_still_looked_at()
    {
        using var shut = new ShutFolder(folder.File("data"));
        var (exit, said, error) = await ProgramRun.Of(
            new Dictionary<string, string>(), ["doctor", "--data", shut.Path, "--urls", Nowhere], ProgramRun.WithoutPrivileges);
        Assert.True(exit == 1, said + error);
        Assert.Matches("fail  folder .*chown", said);
        Assert.Matches("fail  clock .*cannot be looked at: .*the user that the server runs as", said);
        Assert.Contains("store     ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("::1", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("2001:db8::1", false)]
    public void A_key_is_shown_to_this_machine_alone(string address, bool isHere) =>
        Assert.Equal(isHere, NearbyServer.IsOfThisMachine(IPAddress.Parse(address)));

    [Fact]
    public void The_addresses_of_the_machines_own_network_are_its_own() => Assert.All(
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses),
        own => Assert.True(NearbyServer.IsOfThisMachine(own.Address), $"{own.Address}"));

    [Fact]
    public async Task A_store_of_a_newer_version_or_an_altered_one_fails()
    {
        await ServeOnce();
        Change("INSERT INTO migrations (number, name, checksum, program) VALUES (9999, '9999_later.sql', 'x', '9.9.9')");
        var (exit, said) = await DoctorAlone();
        Assert.Equal(1, exit);
        Assert.Matches("fail  store .*9999_later.sql.*newer version", said);
        Change("DELETE FROM migrations WHERE number = 9999");
        Change("UPDATE migrations SET checksum = 'x' WHERE number = 1");
        (exit, said) = await DoctorAlone();
        Assert.Equal(1, exit);
        Assert.Matches("fail  store .*was altered", said);
    }

    [Fact]
    public async Task A_store_that_a_start_would_bring_up_to_date_is_a_warning()
    {
        await ServeOnce();
        Change("DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)");
        var (exit, said) = await DoctorAlone();
        Assert.Equal(0, exit);
        Assert.Matches("warn  store .*older version", said);
    }

    [Fact]
    public async Task A_file_that_is_no_database_fails()
    {
        await File.WriteAllTextAsync(folder.File("audiences.db"), new string('x', 4096));
        var (exit, said) = await DoctorAlone();
        Assert.Equal(1, exit);
        Assert.Matches("fail  store .*is not a database", said);
    }

    [Fact]
    public async Task Data_from_the_future_mean_that_the_clock_is_wrong()
    {
        await ServeOnce();
        File.SetLastWriteTimeUtc(folder.File("audiences.db"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(3));
        var (exit, said) = await DoctorAlone();
        Assert.Equal(1, exit);
        Assert.Matches("fail  clock .*last written at", said);
    }

    async Task ServeOnce()
    {
        await using var server = await ServerProcess.Start(new() { Data = folder.Path });
        await server.Stop();
    }

    void Change(string sql)
    {
        using var session = SqliteSession.Open(folder.File("audiences.db"), writes: true, "");
        session.Execute(sql);
    }

    // Without SQLite's index over the journal, which every process that opens the database makes anew.
    string Bytes() => string.Join('\n', Directory.EnumerateFiles(folder.Path).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)).Order()
        .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));

    /// <summary>Beside no server.</summary>
    Task<(int Exit, string Said)> DoctorAlone() => Doctor("--data", folder.Path, "--urls", Nowhere);

    static async Task<(int Exit, string Said)> Doctor(params string[] words)
    {
        using var printed = new StringWriter();
        var exit = await CommandLine.Run(["doctor", .. words], printed);
        return (exit, printed.ToString());
    }
}
