using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Tests.Support;
using Tests.Support.Tour;

namespace Tests.Journeys;

/// <summary>What a container would do, as far as it can be tried without an engine: the parts of Dockerfile and compose file.</summary>
[Collection(Checkout.Name)]
public sealed class ContainerTests : IDisposable
{
    const string Nobody = "65534";
    static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    readonly ContainerFiles files = new();
    readonly TempFolder folder = new();

    string App => folder.File("app");
    string Data => folder.File("data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Dockerfile_and_compose_file_speak_of_the_same_user_port_and_folder()
    {
        var (compose, settings) = (files.Compose, files.Environment);
        // What $APP_UID is in Microsoft's images.
        Assert.Equal(("$APP_UID", "1654"), (files.User, compose["services.audiences.user"]));
        Assert.Equal($"""["127.0.0.1:{files.Port}:{files.Port}"]""", compose["services.audiences.ports"]);
        Assert.Equal(($"http://+:{files.Port}", files.Volume), (settings["ASPNETCORE_URLS"], settings["Storage__Path"]));
        Assert.Equal($"""["data:{files.Volume}"]""", compose["services.audiences.volumes"]);
        Assert.Contains("volumes.data", compose.Keys);
        Assert.Equal(("true", """["ALL"]"""), (compose["services.audiences.read_only"], compose["services.audiences.cap_drop"]));
    }

    /// <summary>A name that the server does not read would be set in vain.</summary>
    [Theory]
    [InlineData("", "", "", null)]
    [InlineData("a-key-of-32-characters-or-even-more", "PostgreSql", "Host=postgresql;Database=audiences;Username=audiences;Password=p", "Host=postgresql")]
    public void Compose_file_sets_what_the_server_reads(string key, string provider, string database, string? connected)
    {
        var given = new Dictionary<string, string> { ["AUDIENCES_ADMIN_KEY"] = key, ["AUDIENCES_PROVIDER"] = provider, ["AUDIENCES_DATABASE"] = database };
        var read = new Reading(files.Compose.Where(line => line.Key.StartsWith("services.audiences.environment.", StringComparison.Ordinal))
            .ToDictionary(line => line.Key.Split('.')[^1].Replace("__", ":", StringComparison.Ordinal), line => Substituted(line.Value, given)));
        var settings = Host.Start.Settings.Read(read);
        Assert.Equal(key.Length == 0 ? null : key, settings.AdminKey);
        Assert.Equal(connected, settings.PostgreSql?.Split(';')[0]);
        Assert.Empty(read.Unread);
    }

    [FactNeeding(Needs.Tour)]
    public async Task What_is_published_serves_as_a_user_without_rights_and_the_health_check_tells()
    {
        DefaultPort.Require();
        await Run($"{files.Publish.Replace("/app", App, StringComparison.Ordinal)} > {folder.File("log")} || cat {folder.File("log")}");
        await Run($"install -d -m 700 {(IsRoot ? $"-o {Nobody} -g {Nobody}" : "")} {Data} && chmod -R a+rX {App} && chmod a+rx {folder.Path}");
        Assert.Equal(1, (await AsNobody(files.HealthCheck)).Exit);
        using var server = Process.Start(Start(files.EntryPoint))!;
        var output = new ServerOutput();
        output.Attach(server);
        try
        {
            await UntilHealthy(output);
            Assert.True(File.Exists(Path.Combine(Data, "audiences.db")), $"The data are not in {Data}:\n{output}");
            if (IsRoot) Assert.Contains($"Uid:\t{Nobody}\t", await File.ReadAllTextAsync($"/proc/{server.Id}/status"), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    /// <summary>As compose does it: <c>${NAME:-otherwise}</c>.</summary>
    static string Substituted(string text, Dictionary<string, string> given) => Regex.Replace(
        text, @"\$\{(?<name>\w+):-(?<otherwise>[^}]*)\}", match => given[match.Groups["name"].Value] is { Length: > 0 } value ? value : match.Groups["otherwise"].Value);

    static bool IsRoot => Environment.UserName == "root";

    static async Task Run(string command)
    {
        using var shell = new Shell(Executable.Root, new Dictionary<string, string>());
        Assert.Equal("", await shell.Run(command));
    }

    async Task UntilHealthy(ServerOutput output)
    {
        var since = Stopwatch.StartNew();
        while ((await AsNobody(files.HealthCheck)) is { Exit: not 0 } check)
            if (since.Elapsed > ReadyLimit)
                throw new TimeoutException($"The health check still says \"{check.Said}\" after {ReadyLimit.TotalSeconds} s:\n{output}");
    }

    async Task<(int Exit, string Said)> AsNobody(string[] command)
    {
        using var process = Process.Start(Start(command))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <summary>With the image's own settings, where the published program lies.</summary>
    ProcessStartInfo Start(string[] command)
    {
        string[] words = [.. IsRoot ? ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups"] : Array.Empty<string>(), .. command];
        // The image's program folder is its working directory.
        var info = new ProcessStartInfo(words[0] == command[0] ? Path.Combine(App, words[0]) : words[0], words[1..])
        {
            WorkingDirectory = App, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in files.Environment)
            info.Environment[name] = value.Replace(files.Volume, Data, StringComparison.Ordinal);
        info.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return info;
    }
}
