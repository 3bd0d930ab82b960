using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Audiences.Packing;

namespace Audiences.Columns;

/// <summary>Codes as they lie saved: each different content once, and for each place which of these it is. What a start reads so it looks up once a content.</summary>
internal readonly ref struct PackedCodes
{
    private readonly ReadOnlySpan<byte> _own;
    private readonly int[] _codes;

    /// <param name="contents">To which what is not there is added; null: only <see cref="Held"/> is asked for.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PackedCodes(ref PackedReader reader, Contents? contents)
    {
        _codes = new int[reader.Count() + 1];
        for (var number = 1; number < _codes.Length; number++)
        {
            var form = reader.Bytes().Span;
            _codes[number] = contents?.CodeOf(form) ?? 1;
        }
        _own = reader.Bytes().Span;
    }

    /// <summary>Places.</summary>
    public int Count => _own.Length / Width;

    /// <summary>Places that have something.</summary>
    public int Held
    {
        get
        {
            var codes = new int[Count];
            CopyTo(codes);
            return codes.Length - codes.AsSpan().Count(0);
        }
    }

    private int Width => Codes.WidthOf(_codes.Length - 1);

    /// <summary>Of each place the code that the contents have for it.</summary>
    public void CopyTo(Span<int> codes)
    {
        switch (Width)
        {
            case sizeof(byte):
                CopyTo<byte>(codes);
                break;
            case sizeof(ushort):
                CopyTo<ushort>(codes);
                break;
            default:
                CopyTo<int>(codes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(PackedWriter writer, Contents contents, ReadOnlySpan<int> codes)
    {
        // Of each code the number that it has among those written here.
        var numbers = ArrayPool<int>.Shared.Rent(contents.Count);
        numbers.AsSpan(0, contents.Count).Clear();
        var (held, own) = (new List<int>(), new int[codes.Length]);
        for (var place = 0; place < codes.Length; place++)
        {
            var code = codes[place];
            if (code == 0)
                continue;
            if (numbers[code] == 0)
            {
                held.Add(code);
                numbers[code] = held.Count;
            }
            own[place] = numbers[code];
        }
        writer.Count(held.Count);
        foreach (var code in held)
            writer.Bytes(contents.FormOf(code));
        ArrayPool<int>.Shared.Return(numbers);
        writer.Bytes(Codes.Of(own, held.Count).Written);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyTo<TCode>(Span<int> codes) where TCode : unmanaged, INumberBase<TCode>
    {
        var own = MemoryMarshal.Cast<byte, TCode>(_own);
        for (var place = 0; place < own.Length; place++)
            codes[place] = _codes[int.CreateTruncating(own[place])];
    }
}
