using System.Buffers;

namespace Audiences.Partitions;

/// <summary>
/// Where a chunk lies while it is written: a megabyte and more, used again for the next. As garbage so much at a time makes the collector stop the process
/// time and again.
/// </summary>
internal sealed class ChunkBuffers
{
    // A chunk of very long histories does not stay for all others.
    private const int MostKept = 16 * 1024 * 1024;

    public ArrayBufferWriter<byte> Whole { get; private set; } = new();

    /// <summary>Of <see cref="Whole"/>, before it is known how long it is; wiped by who begins anew in it.</summary>
    public ArrayBufferWriter<byte> Columns { get; private set; } = new();

    /// <inheritdoc cref="Columns"/>
    public ArrayBufferWriter<byte> Part { get; private set; } = new();

    /// <summary>Nothing stays here of whoever was in it.</summary>
    public void Wipe() => (Whole, Columns, Part) = (Wiped(Whole), Wiped(Columns), Wiped(Part));

    private static ArrayBufferWriter<byte> Wiped(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > MostKept)
            return new();
        buffer.Clear();
        return buffer;
    }
}
