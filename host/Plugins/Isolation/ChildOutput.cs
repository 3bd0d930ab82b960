using System.Text;

namespace Host.Plugins.Isolation;

/// <summary>
/// What a child writes to its streams is read and thrown away, at 20 MB a second at most: who writes more waits, and costs the server no
/// more. Kept is only what the runtime says when it dies.
/// </summary>
internal sealed class ChildOutput(TimeProvider machine)
{
    private const int LongestLine = 256;
    private const int Portion = 1 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly StringBuilder line = new();

    /// <summary>In the words of a reason; null when the runtime said nothing.</summary>
    public string? LastWords { get; private set; }

    public async Task Drain(Stream stream)
    {
        var buffer = new byte[8 << 10];
        var portion = 0;
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                Listen(buffer.AsSpan(0, read));
                if ((portion += read) < Portion) continue;
                portion = 0;
                await Task.Delay(Pause, machine);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // As good as its end.
        }
    }

    private void Listen(ReadOnlySpan<byte> bytes)
    {
        foreach (var each in bytes)
            if (each == '\n')
            {
                LastWords = Meaning(line.ToString()) ?? LastWords;
                line.Clear();
            }
            else if (line.Length < LongestLine) line.Append((char)each);
    }

    // Never the exception's message, which may tell of persons.
    private static string? Meaning(string line) =>
        line.StartsWith("Stack overflow", StringComparison.Ordinal) ? "it overflowed the stack"
        : line.StartsWith("Out of memory", StringComparison.Ordinal) ? "it ran out of memory"
        : line.StartsWith("Unhandled exception. ", StringComparison.Ordinal) ? $"{TypeIn(line["Unhandled exception. ".Length..])} on a thread of its own"
        : null;

    private static string TypeIn(string text) => string.Concat(text.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '+'));
}
