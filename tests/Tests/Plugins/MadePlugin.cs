using System.Diagnostics;
using Tests.Support;

namespace Tests.Plugins;

/// <summary>What a stranger does: packs the SDK, installs the template, makes a plugin outside the repository and builds it.</summary>
public sealed class MadePlugin : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    /// <summary>Its plugins folder has the plugin in <c>étoile</c>.</summary>
    public string Plugins => folder.File("plugins");

    public string Assembly => Path.Combine(Plugins, "étoile/Étoile.dll");

    public string File(string name) => folder.File(name);

    public async Task InitializeAsync()
    {
        await Dotnet("pack", Path.Combine(Executable.Root, "plugins/sdk"), "-o", File("feed"));
        await Dotnet("new", "install", Path.Combine(Executable.Root, "plugins/template"), "--debug:custom-hive", File("hive"));
        await Dotnet("new", "audiences-connector", "-n", "Étoile", "-o", File("made"), "--debug:custom-hive", File("hive"));
        await System.IO.File.WriteAllTextAsync(
            File("made/nuget.config"),
            $"""<configuration><packageSources><clear /><add key="local" value="{File("feed")}" /></packageSources></configuration>""");
        await Dotnet("build", File("made"), "-warnaserror", "-o", Path.Combine(Plugins, "étoile"));
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    private async Task Dotnet(params string[] args)
    {
        var (exit, told) = await Run(args);
        // `dotnet new` trips over its own feet now and then: it opens packages.json twice at once.
        for (var again = 0; exit != 0 && again < 3 && told.Contains("it is being used by another process", StringComparison.Ordinal); again++)
            (exit, told) = await Run(args);
        Assert.True(exit == 0, $"dotnet {string.Join(' ', args)} ended with {exit}:\n{told}");
    }

    private async Task<(int Exit, string Told)> Run(string[] args)
    {
        var info = new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        info.Environment["NUGET_PACKAGES"] = File("packages");
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        return (process.ExitCode, $"{await output}\n{await error}");
    }
}
