using System.Diagnostics;
using Tests.Support;

namespace Tests.Plugins;

/// <summary>What a stranger does: packs the SDK, installs the template, makes a plugin outside the repository and builds it.</summary>
public class TemplateTests
{
    [Fact]
    public async Task A_plugin_is_made_and_built_outside_the_repository()
    {
        using var folder = new TempFolder();
        await DotnetAsync(folder, "pack", Path.Combine(Executable.Root, "plugins/sdk"), "-o", folder.File("feed"));
        await DotnetAsync(folder, "new", "install", Path.Combine(Executable.Root, "plugins/template"), "--debug:custom-hive", folder.File("hive"));
        await DotnetAsync(folder, "new", "audiences-connector", "-n", "Étoile", "-o", folder.File("made"), "--debug:custom-hive", folder.File("hive"));
        await File.WriteAllTextAsync(
            folder.File("made/nuget.config"),
            $"""<configuration><packageSources><clear /><add key="local" value="{folder.File("feed")}" /></packageSources></configuration>""");
        await DotnetAsync(folder, "build", folder.File("made"), "-warnaserror");
        var built = folder.File("made/bin/Debug/net10.0");
        Assert.True(File.Exists(Path.Combine(built, "Étoile.dll")));
        Assert.False(File.Exists(Path.Combine(built, "Audiences.Sdk.dll")), "the plugin brings a copy of the SDK");
    }

    [Fact]
    public void The_readme_shows_the_template_as_it_is() => Assert.Contains(
        $"```csharp\n{File.ReadAllText(Path.Combine(Executable.Root, "plugins/template/AcmeDestination.cs"))}```\n",
        File.ReadAllText(Path.Combine(Executable.Root, "plugins/sdk/README.md")), StringComparison.Ordinal);

    private static async Task DotnetAsync(TempFolder folder, params string[] args)
    {
        var info = new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        info.Environment["NUGET_PACKAGES"] = folder.File("packages");
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
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', args)} ended with {process.ExitCode}:\n{await output}\n{await error}");
    }
}
