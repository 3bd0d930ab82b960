using System.Diagnostics;

namespace Tests.Support;

/// <summary>The built executable, run to its end, as somebody at the machine does.</summary>
internal static class ProgramRun
{
    /// <summary>Words before a command that take away root's right to write what nobody may write.</summary>
    public static readonly string[] WithoutPrivileges =
        Environment.UserName == "root" ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="before">Words in front, such as <c>setpriv</c> with its own.</param>
    public static async Task<(int Exit, string Out, string Error)> Of(
        IReadOnlyDictionary<string, string> environment, string[] args, params string[] before)
    {
        string[] words = [.. before, "dotnet", Executable.Path, .. args];
        var info = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(Executable.Path)!,
        };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', words)} still ran after {Limit.TotalSeconds} s:\n{await output}\n{await error}");
        }
        return (process.ExitCode, await output, await error);
    }
}
