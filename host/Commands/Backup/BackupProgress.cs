using System.Globalization;

namespace Host.Commands.Backup;

/// <summary>A line that says how far it is, where somebody looks at it; nothing in a log.</summary>
internal sealed class BackupProgress(bool isWatched)
{
    private const int Width = 60;

    public void Tell(string table, long rows)
    {
        if (isWatched) Console.Error.Write($"\r{string.Create(CultureInfo.InvariantCulture, $"{table} {rows:N0}").PadRight(Width)}");
    }

    public void End()
    {
        if (isWatched) Console.Error.Write($"\r{"".PadRight(Width)}\r");
    }
}
