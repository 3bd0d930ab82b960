using System.Diagnostics;
using System.Text;

namespace Tests.Support.Tour;

/// <summary>A bash that is fed blocks of commands, as somebody pastes them into a terminal.</summary>
internal sealed class Shell : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    readonly Process process;
    readonly TempFolder scripts = new();
    readonly StringBuilder written = new();
    readonly object gate = new();
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int blocks;

    /// <param name="folder">Where the terminal stands.</param>
    /// <param name="before">Words in front of <c>bash</c>, such as <c>faketime</c> with its own.</param>
    public Shell(string folder, IReadOnlyDictionary<string, string> environment, params string[] before)
    {
        string[] words = [.. before, "bash"];
        var info = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        process = Process.Start(info)!;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Written
    {
        get
        {
            lock (gate)
                return written.ToString();
        }
    }

    /// <summary>Feeds a block that does not end by itself.</summary>
    public Task Begin(string commands) => Feed(commands);

    /// <summary>Feeds a block and answers what it wrote, on both streams.</summary>
    public async Task<string> Run(string commands)
    {
        var (start, mark) = (Written.Length, $"== end of block {blocks} ==");
        await Feed(commands);
        await process.StandardInput.WriteLineAsync($"echo \"{mark}\"");
        await process.StandardInput.FlushAsync();
        await Until(mark);
        var text = Written[start..];
        return text[..text.IndexOf(mark, StringComparison.Ordinal)];
    }

    /// <summary>Waits until the text is written.</summary>
    public async Task Until(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (written.ToString().Contains(text, StringComparison.Ordinal))
                    return;
                more = changed.Task;
            }
            if (process.HasExited && !more.IsCompleted)
                throw new InvalidOperationException($"The shell ended before it wrote \"{text}\":\n{Written}");
            await more.WaitAsync(limit.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"\"{text}\" was not written within {Limit.TotalMinutes} min:\n{Written}");
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        scripts.Dispose();
    }

    // From a file: commands that read their input must not eat the blocks that follow.
    async Task Feed(string commands)
    {
        var file = scripts.File($"block-{++blocks}.sh");
        await File.WriteAllTextAsync(file, commands);
        await process.StandardInput.WriteLineAsync($"source {file} </dev/null");
        await process.StandardInput.FlushAsync();
    }

    void Add(string? line)
    {
        lock (gate)
        {
            if (line is not null)
                written.Append(line).Append('\n');
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
