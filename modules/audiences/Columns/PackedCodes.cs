using System.Runtime.InteropServices;
using Audiences.Packing;

namespace Audiences.Columns;

/// <summary>Codes as they lie saved: each different content once, and for each place which of these it is. What a start reads so it looks up once a content.</summary>
internal static class PackedCodes
{
    public static void Write(PackedWriter writer, Contents contents, ReadOnlySpan<int> codes)
    {
        var (numbers, held, own) = (new Dictionary<int, int>(), new List<int>(), new int[codes.Length]);
        for (var place = 0; place < codes.Length; place++)
        {
            if (codes[place] == 0)
                continue;
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, codes[place], out var isKnown);
            if (!isKnown)
            {
                held.Add(codes[place]);
                number = held.Count;
            }
            own[place] = number;
        }
        writer.Count(held.Count);
        foreach (var code in held)
            writer.Bytes(contents.FormOf(code));
        writer.Bytes(Codes.Of(own, held.Count).Written);
    }

    /// <summary>Of each place the code that these contents have for it.</summary>
    public static int[] Read(ref PackedReader reader, Contents contents)
    {
        var codes = new int[reader.Count() + 1];
        for (var number = 1; number < codes.Length; number++)
            codes[number] = contents.CodeOf(reader.Bytes().Span);
        var own = Codes.Of(reader.Bytes().Span, codes.Length - 1);
        var read = new int[own.Count];
        for (var place = 0; place < read.Length; place++)
            read[place] = codes[own[place]];
        return read;
    }

    /// <summary>Returns how many places have something.</summary>
    public static int Skip(ref PackedReader reader)
    {
        var count = reader.Count();
        for (var left = count; left > 0; left--)
            reader.Bytes();
        var own = Codes.Of(reader.Bytes().Span, count);
        return Enumerable.Range(0, own.Count).Count(place => own[place] != 0);
    }
}
