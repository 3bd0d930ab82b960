using System.Runtime.InteropServices;
using System.Text.Json;

namespace Contacts;

/// <param name="Fitted">Of a row that has a body.</param>
internal readonly record struct FittedRow(FileRow Row, FittedBody Fitted);

/// <summary>Fits a body to what the organisation asks.</summary>
internal delegate Task<FittedBody> Fitting(JsonElement body);

/// <summary>
/// Reads the rows of a file, and fits them to what the organisation asks, while those before them are written: a part of them at a time, and never
/// more than the next part.
/// </summary>
internal sealed class RowsAhead : IAsyncDisposable
{
    private const int Most = 1024, MostBytes = 1024 * 1024;

    private readonly IEnumerator<FileRow> rows;
    private readonly Func<Fitting> begin;
    private List<FittedRow> current = [];
    private int at;
    private Task<List<FittedRow>> next;

    /// <param name="rows">Used by nobody else until this is disposed of.</param>
    /// <param name="begin">Asked for each part anew.</param>
    public RowsAhead(IEnumerable<FileRow> rows, Func<Fitting> begin)
    {
        (this.rows, this.begin) = (rows.GetEnumerator(), begin);
        next = Read();
    }

    /// <summary>Null after the last.</summary>
    public async ValueTask<FittedRow?> Next()
    {
        if (at == current.Count)
        {
            (current, at) = (await next, 0);
            if (current.Count == 0) return null;
            next = Read();
        }
        return current[at++];
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await next;
        }
        catch (Exception)
        {
            // Whoever has stopped asking does not mind what became of the rest; whoever asked was told.
        }
        rows.Dispose();
    }

    private async Task<List<FittedRow>> Read()
    {
        // Who asks goes on, and writes what is there.
        await Task.Yield();
        var (read, fit) = (new List<FittedRow>(), begin());
        for (var bytes = 0; read.Count < Most && bytes < MostBytes && rows.MoveNext();)
        {
            var row = rows.Current;
            if (row is not { Reason: null, Gone: null })
            {
                read.Add(new(row, default));
                continue;
            }
            read.Add(new(row, await fit(row.Body)));
            bytes += JsonMarshal.GetRawUtf8Value(row.Body).Length;
        }
        return read;
    }
}
