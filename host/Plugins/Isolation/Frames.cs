using System.Buffers.Binary;
using System.Text.Json;
using Host.Plugins.Calling;

namespace Host.Plugins.Isolation;

/// <summary>Records on a pipe: four bytes of length, then JSON. The other end is not trusted with more memory than a frame.</summary>
internal static class Frames
{
    // The frame around a call or an answer.
    private const int Longest = Wire.Longest + (64 << 10);

    public static byte[] Pack<T>(T record)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, Wire.Options);
        var frame = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, 4);
        return frame;
    }

    public static bool Fits(byte[] frame) => frame.Length <= 4 + Longest;

    /// <summary>Null at the end.</summary>
    /// <exception cref="InvalidDataException">It is too long, or no such record.</exception>
    public static async Task<T?> Read<T>(Stream pipe, CancellationToken cancel) where T : class
    {
        var head = new byte[4];
        if (await pipe.ReadAtLeastAsync(head, 4, throwOnEndOfStream: false, cancel) < 4) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 0 or > Longest) throw new InvalidDataException($"a frame of {length} bytes");
        var json = new byte[length];
        if (await pipe.ReadAtLeastAsync(json, length, throwOnEndOfStream: false, cancel) < length) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(json, Wire.Options) ?? throw new InvalidDataException("null");
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            throw new InvalidDataException("something that is no answer", unreadable);
        }
    }
}
