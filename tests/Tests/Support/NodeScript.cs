using System.Diagnostics;

namespace Tests.Support;

/// <summary>A script of tests/node, run to its end; it must end with 0. What it wrote is answered.</summary>
internal static class NodeScript
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task<string> Run(string script, params string[] words)
    {
        var info = new ProcessStartInfo("node", [script, .. words])
        {
            WorkingDirectory = Path.Combine(Executable.Root, "tests/node"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var output = new ServerOutput();
        output.Attach(process);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{script} {string.Join(' ', words)} still ran after {Limit.TotalMinutes} min:\n{output}");
        }
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{output}");
        return output.ToString();
    }
}
