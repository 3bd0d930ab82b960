using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Audiences.Columns;

/// <summary>Codes, or other numbers from 0, in a row, all as wide as the highest that it was made for: of one byte, two or four.</summary>
internal sealed class Codes
{
    private readonly byte[] _bytes;

    public Codes(int count, int highest)
    {
        Width = highest <= byte.MaxValue ? sizeof(byte) : highest <= ushort.MaxValue ? sizeof(ushort) : sizeof(int);
        _bytes = new byte[(long)count * Width];
    }

    /// <summary>In bytes.</summary>
    public int Width { get; }

    public int Count => _bytes.Length / Width;

    public long Bytes => _bytes.Length;

    public int this[int place]
    {
        get => Width switch
        {
            sizeof(byte) => _bytes[place],
            sizeof(ushort) => As<ushort>()[place],
            _ => As<int>()[place],
        };
        set
        {
            switch (Width)
            {
                case sizeof(byte):
                    _bytes[place] = checked((byte)value);
                    break;
                case sizeof(ushort):
                    As<ushort>()[place] = checked((ushort)value);
                    break;
                default:
                    As<int>()[place] = value;
                    break;
            }
        }
    }

    /// <param name="word">Which 64 of them.</param>
    public ReadOnlySpan<TCode> Of<TCode>(int word) where TCode : unmanaged => As<TCode>().Slice(word << 6, 64);

    /// <summary>Of 64 places those that have the code.</summary>
    public ulong Matching(int word, int code) => Width switch
    {
        sizeof(byte) => Matching<byte>(word, code),
        sizeof(ushort) => Matching<ushort>(word, code),
        _ => Matching<int>(word, code),
    };

    public bool Contains(int code) => Width switch
    {
        sizeof(byte) => code <= byte.MaxValue && _bytes.Contains((byte)code),
        sizeof(ushort) => code <= ushort.MaxValue && As<ushort>().Contains((ushort)code),
        _ => As<int>().Contains(code),
    };

    /// <summary>The same, wide enough for that code: itself where it is.</summary>
    public Codes For(int code)
    {
        var wider = Width == sizeof(int) || code < 1 << (8 * Width) ? this : new Codes(Count, code);
        if (wider != this)
            for (var i = 0; i < Count; i++)
                wider[i] = this[i];
        return wider;
    }

    /// <summary>Copies the stretches of these, with one that is added behind each but the last.</summary>
    /// <param name="highest">No less than any of them.</param>
    /// <param name="added">In order; what is missing at the end is 0.</param>
    public Codes Splice(int count, int highest, ReadOnlySpan<Stretch> stretches, ReadOnlySpan<int> added)
    {
        var (old, into) = (For(highest), new Codes(count, highest));
        switch (into.Width)
        {
            case sizeof(byte):
                old.SpliceInto<byte>(into, stretches, added);
                break;
            case sizeof(ushort):
                old.SpliceInto<ushort>(into, stretches, added);
                break;
            default:
                old.SpliceInto<int>(into, stretches, added);
                break;
        }
        return into;
    }

    private void SpliceInto<TCode>(Codes into, ReadOnlySpan<Stretch> stretches, ReadOnlySpan<int> added) where TCode : unmanaged, INumberBase<TCode>
    {
        var narrowed = new TCode[added.Length];
        for (var i = 0; i < added.Length; i++)
            narrowed[i] = TCode.CreateChecked(added[i]);
        Stretch.Splice(stretches, As<TCode>(), narrowed, into.As<TCode>());
    }

    private ulong Matching<TCode>(int word, int code) where TCode : unmanaged, INumberBase<TCode>
    {
        var narrowed = TCode.CreateTruncating(code);
        if (int.CreateTruncating(narrowed) != code)
            return 0;
        var codes = Of<TCode>(word);
        var (sought, matching) = (Vector512.Create(narrowed), 0UL);
        for (var i = 0; i < codes.Length; i += Vector512<TCode>.Count)
            matching |= Vector512.Equals(Vector512.Create(codes[i..]), sought).ExtractMostSignificantBits() << i;
        return matching;
    }

    private Span<TCode> As<TCode>() where TCode : unmanaged => MemoryMarshal.Cast<byte, TCode>(_bytes.AsSpan());
}
