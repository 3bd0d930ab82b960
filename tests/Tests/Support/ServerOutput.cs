using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tests.Support;

/// <summary>The last lines a process wrote, to be printed when something that was waited for did not come.</summary>
internal sealed class ServerOutput
{
    const int Kept = 60;
    readonly ConcurrentQueue<string> lines = new();

    public void Attach(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    void Add(string? line)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        while (lines.Count > Kept)
            lines.TryDequeue(out _);
    }

    public bool Contains(string text) => lines.Any(line => line.Contains(text, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => lines.IsEmpty ? "(the server wrote nothing)" : string.Join('\n', lines);
}
