using System.Runtime.InteropServices;
using System.Text.Json;

namespace Contacts;

/// <summary>Rows that are written together: so many that a chunk of long ones does not lie in memory as a whole.</summary>
internal sealed class RowBatch
{
    private const int MostBytes = 4 * 1024 * 1024;

    private List<ImportRow> rows = [];
    private int bytes;

    public bool IsFull => bytes >= MostBytes;

    /// <param name="read">As it stood in the file.</param>
    public void Add(ImportRow row, JsonElement read)
    {
        rows.Add(row);
        bytes += JsonMarshal.GetRawUtf8Value(read).Length;
    }

    /// <summary>All of them; it is empty then.</summary>
    public IReadOnlyList<ImportRow> Take()
    {
        var taken = rows;
        (rows, bytes) = ([], 0);
        return taken;
    }
}
