using System.Runtime.InteropServices;

namespace Contacts;

/// <summary>Reads the rows of a file while those before them are written: a few at a time, never more than the next few.</summary>
internal sealed class RowsAhead : IAsyncDisposable
{
    private const int Most = 1024, MostBytes = 1024 * 1024;

    private readonly IEnumerator<FileRow> rows;
    private List<FileRow> current = [];
    private int at;
    private Task<List<FileRow>> next;

    /// <param name="rows">Used by nobody else until this is disposed of.</param>
    public RowsAhead(IEnumerable<FileRow> rows)
    {
        this.rows = rows.GetEnumerator();
        next = Task.Run(Read);
    }

    /// <summary>Null after the last.</summary>
    public async ValueTask<FileRow?> Next()
    {
        if (at == current.Count)
        {
            (current, at) = (await next, 0);
            if (current.Count == 0) return null;
            next = Task.Run(Read);
        }
        return current[at++];
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever has stopped asking does not mind what became of the rest.
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        rows.Dispose();
    }

    private List<FileRow> Read()
    {
        var read = new List<FileRow>();
        for (var bytes = 0; read.Count < Most && bytes < MostBytes && rows.MoveNext();)
        {
            read.Add(rows.Current);
            bytes += rows.Current is { Reason: null, Gone: null } row ? JsonMarshal.GetRawUtf8Value(row.Body).Length : 0;
        }
        return read;
    }
}
