using System.Diagnostics;
using System.Runtime.InteropServices;
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
