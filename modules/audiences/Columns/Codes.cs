using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Audiences.Columns;

/// <summary>Codes in a row, all as wide as the highest that it was made for: of one byte, two or four.</summary>
internal sealed class Codes
{
    // Of 64 places: when more are asked for, all are looked at.
    private const int Some = 16;

    private readonly byte[] _bytes;

    public Codes(int count, int highest)
    {
        Width = WidthOf(highest);
        _bytes = new byte[(long)count * Width];
    }

    /// <param name="highest">No less than any of them.</param>
    public static Codes Of(ReadOnlySpan<int> codes, int highest)
    {
        var made = new Codes(codes.Length, highest);
        for (var i = 0; i < codes.Length; i++)
            made[i] = codes[i];
        return made;
    }

    /// <summary>In bytes.</summary>
    public int Width { get; }

    public ReadOnlySpan<byte> Written => _bytes;

    /// <summary>In bytes, of each of them when that is the highest.</summary>
    public static int WidthOf(int highest) => highest <= byte.MaxValue ? sizeof(byte) : highest <= ushort.MaxValue ? sizeof(ushort) : sizeof(int);

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

    /// <summary>Of places, a bit each, leaves those that have one of the few codes.</summary>
    public void NarrowToAny(Span<ulong> places, ReadOnlySpan<int> codes) => Narrow(places, codes, others: false);

    /// <summary>Of places, a bit each, leaves those whose code is not 0.</summary>
    public void NarrowToPresent(Span<ulong> places) => Narrow(places, [0], others: true);

    private void Narrow(Span<ulong> places, ReadOnlySpan<int> codes, bool others)
    {
        switch (Width)
        {
            case sizeof(byte):
                Narrow<byte>(places, codes, others);
                break;
            case sizeof(ushort):
                Narrow<ushort>(places, codes, others);
                break;
            default:
                Narrow<int>(places, codes, others);
                break;
        }
    }

    /// <summary>Of places, a bit each, leaves those whose code passes.</summary>
    public void NarrowToPassing(Span<ulong> places, in ContentAnswers answers)
    {
        switch (Width)
        {
            case sizeof(byte):
                NarrowToPassing<byte>(places, answers);
                break;
            case sizeof(ushort):
                NarrowToPassing<ushort>(places, answers);
                break;
            default:
                NarrowToPassing<int>(places, answers);
                break;
        }
    }

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Narrow<TCode>(Span<ulong> places, ReadOnlySpan<int> codes, bool others) where TCode : unmanaged, INumberBase<TCode>
    {
        Span<TCode> sought = stackalloc TCode[codes.Length];
        var count = 0;
        foreach (var code in codes)
        {
            sought[count] = TCode.CreateTruncating(code);
            // What is too wide for these none of them is.
            count += int.CreateTruncating(sought[count]) == code ? 1 : 0;
        }
        sought = sought[..count];
        var own = As<TCode>();
        for (var i = 0; i < places.Length; i++)
            if (places[i] != 0)
                places[i] &= Matching(own.Slice(i << 6, Math.Min(64, own.Length - (i << 6))), sought) ^ (others ? ulong.MaxValue : 0);
    }

    /// <summary>Of up to 64 codes a bit for each that is one of those sought.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Matching<TCode>(ReadOnlySpan<TCode> own, ReadOnlySpan<TCode> sought) where TCode : unmanaged, INumberBase<TCode>
    {
        var matching = 0UL;
        if (own.Length < 64)
        {
            for (var i = 0; i < own.Length; i++)
                matching |= (sought.Contains(own[i]) ? 1UL : 0) << i;
            return matching;
        }
        var vectors = MemoryMarshal.Cast<TCode, Vector512<TCode>>(own);
        foreach (var code in sought)
            for (var i = 0; i < vectors.Length; i++)
                matching |= Vector512.Equals(vectors[i], Vector512.Create(code)).ExtractMostSignificantBits() << (i * Vector512<TCode>.Count);
        return matching;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NarrowToPassing<TCode>(Span<ulong> places, in ContentAnswers answers) where TCode : unmanaged, INumberBase<TCode>
    {
        var own = As<TCode>();
        var known = answers.Known;
        for (var i = 0; i < places.Length; i++)
        {
            if (answers.AreKnown && BitOperations.PopCount(places[i]) > Some && own.Length - (i << 6) >= 64)
            {
                places[i] &= Passing(own.Slice(i << 6, 64), known);
                continue;
            }
            var passing = 0UL;
            for (var left = places[i]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                var code = int.CreateTruncating(own[(i << 6) + bit]);
                var answer = known[code];
                passing |= (answer == ContentAnswers.Unknown ? answers[code] : answer & 1UL) << bit;
            }
            places[i] = passing;
        }
    }

    /// <summary>Of 64 codes a bit for each that passes: without asking which of them are asked for, the next need not wait for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Passing<TCode>(ReadOnlySpan<TCode> own, ReadOnlySpan<byte> known) where TCode : unmanaged, INumberBase<TCode>
    {
        ulong a = 0, b = 0, c = 0, d = 0;
        for (var i = 0; i < 16; i++)
        {
            a |= (known[int.CreateTruncating(own[i])] & 1UL) << i;
            b |= (known[int.CreateTruncating(own[i + 16])] & 1UL) << i;
            c |= (known[int.CreateTruncating(own[i + 32])] & 1UL) << i;
            d |= (known[int.CreateTruncating(own[i + 48])] & 1UL) << i;
        }
        return a | (b << 16) | (c << 32) | (d << 48);
    }

    private Span<TCode> As<TCode>() where TCode : unmanaged => MemoryMarshal.Cast<byte, TCode>(_bytes.AsSpan());
}
