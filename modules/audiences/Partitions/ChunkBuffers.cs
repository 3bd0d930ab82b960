using System.Buffers;

namespace Audiences.Partitions;

/// <summary>
/// Where a chunk lies while it is written: a megabyte and more, used again for the next. As garbage so much at a time makes the collector stop the process
/// time and again.
/// </summary>
internal sealed class ChunkBuffers
{
    public ArrayBufferWriter<byte> Whole { get; } = new();

    /// <summary>Of <see cref="Whole"/>, before it is known how long it is.</summary>
    public ArrayBufferWriter<byte> Columns { get; } = new();

    /// <inheritdoc cref="Columns"/>
    public ArrayBufferWriter<byte> Part { get; } = new();

    /// <summary>Nothing stays of whoever was in it.</summary>
    public void Wipe()
    {
        Whole.Clear();
        Columns.Clear();
        Part.Clear();
    }
}
