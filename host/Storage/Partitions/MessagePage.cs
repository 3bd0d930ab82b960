using System.Buffers;
using System.Text;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>Some messages of a log, their texts one behind the other in bytes that the next page takes over.</summary>
internal sealed class MessagePage
{
    const int MostMessages = 2_048, MostBytes = 1 << 20, MostNames = 1_024, LongestName = 256;

    readonly ArrayBufferWriter<byte> texts = new();
    readonly List<LoggedMessage> messages = new(MostMessages);

    // Few names are in nearly all messages: one string each.
    readonly HashSet<string> names = new(StringComparer.Ordinal);

    public IReadOnlyList<LoggedMessage> Messages => messages;

    /// <summary>For how many there is room, if they are as long as those of the page before: who asks a database for more has them sent in vain.</summary>
    public int Room { get; private set; } = MostMessages / 8;

    /// <summary>Another has no room in it.</summary>
    public bool IsFull => messages.Count == Room || texts.WrittenCount >= MostBytes;

    public void Clear()
    {
        if (messages.Count > 0) Room = Math.Clamp(MostBytes / ((texts.WrittenCount / messages.Count) + 1), 1, MostMessages);
        messages.Clear();
        texts.ResetWrittenCount();
    }

    /// <param name="rows">Columns as of <see cref="ChangeRows.Message"/>.</param>
    public void Add(Rows rows) => messages.Add(new(
        rows.Int(1), Place.Position(rows.Long(0)), (StepKind)rows.Int(2), rows.Instant(3), rows.Instant(4), rows.IsNull(5) ? null : Name(rows.Utf8(5)),
        rows.IsNull(6) ? default : Keep(rows.Utf8(6)), rows.Long(7), Keep(rows.Utf8(8)), rows.Bool(9)));

    // Where the bytes have no room, the writer goes on in others, and what was kept stays where it is.
    ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> text)
    {
        var from = texts.WrittenCount;
        texts.Write(text);
        return texts.WrittenMemory[from..];
    }

    string Name(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName) return Encoding.UTF8.GetString(name);
        Span<char> letters = stackalloc char[LongestName];
        letters = letters[..Encoding.UTF8.GetChars(name, letters)];
        if (names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(letters, out var known)) return known;
        var made = letters.ToString();
        if (names.Count < MostNames) names.Add(made);
        return made;
    }
}
