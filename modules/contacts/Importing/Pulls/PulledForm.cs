namespace Contacts;

/// <summary>The file that a pull becomes.</summary>
internal sealed class PulledForm(Stream file) : IFileForm
{
    private const int LargestEnd = 16 * 1024;

    public string Name => "pull";

    public ColumnMap? Columns => null;

    public IEnumerable<CsvRow> Sample => [];

    /// <summary>Null: it was cut off before its end.</summary>
    public static PulledEnd? End(Stream file)
    {
        file.Position = Math.Max(0, file.Length - LargestEnd);
        using var text = new StreamReader(file, leaveOpen: true);
        var tail = text.ReadToEnd();
        if (!tail.EndsWith('\n')) return null;
        var last = tail[(tail.LastIndexOf('\n', Math.Max(0, tail.Length - 2)) + 1)..];
        return last.StartsWith("{\"end\":", StringComparison.Ordinal) ? PulledLine.Read(last).End : null;
    }

    public IEnumerable<FileRow> Rows(int after)
    {
        file.Position = 0;
        using var text = new StreamReader(file, leaveOpen: true);
        var number = 0;
        while (text.ReadLine() is { } line)
            if (++number > after && PulledLine.Read(line) is { End: null } pulled)
                yield return new(number, pulled.Body ?? default, pulled.Fault) { Gone = pulled.Gone };
    }
}
