using System.Runtime.CompilerServices;

namespace Audiences.Columns;

/// <summary>Finds the number of a form among <see cref="Forms"/>: numbers by hash, and a byte of the hash beside each.</summary>
internal sealed class FormTable(Forms forms)
{
    private const int Least = 8;

    // 0 is free. What was wiped keeps its place, and is no form that anybody looks for.
    private int[] _codes = new int[Least];
    private byte[] _tags = new byte[Least];
    private int _taken;

    public long Bytes => ((long)_codes.Length * sizeof(int)) + _tags.Length;

    /// <summary>0 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> form) => Find(form, out _);

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    /// <param name="hash">For <see cref="Add(int, uint)"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> form, out uint hash)
    {
        hash = HashOf(form);
        for (var place = PlaceOf(hash); _codes[place] != 0; place = Next(place))
            if (_tags[place] == (byte)hash && forms[_codes[place]].SequenceEqual(form))
                return _codes[place];
        return 0;
    }

    /// <inheritdoc cref="Add(int, uint)"/>
    public void Add(int code) => Add(code, HashOf(forms[code]));

    /// <summary>One that is not there yet; all before it are, but for those that were wiped.</summary>
    public void Add(int code, uint hash)
    {
        if (++_taken > _codes.Length / 5 * 4)
            Grow(code);
        Put(code, hash);
    }

    /// <summary>In the order in which the forms lie in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(int before)
    {
        var size = Math.Max(Least, _codes.Length + (_codes.Length / 2));
        (_codes, _tags, _taken) = (new int[size], new byte[size], 1);
        for (var code = 1; code < before; code++)
        {
            var form = forms[code];
            if (form.IsEmpty)
                continue;
            Put(code, HashOf(form));
            _taken++;
        }
    }

    private void Put(int code, uint hash)
    {
        var place = PlaceOf(hash);
        while (_codes[place] != 0)
            place = Next(place);
        (_codes[place], _tags[place]) = (code, (byte)hash);
    }

    private int PlaceOf(uint hash) => (int)(((ulong)hash * (uint)_codes.Length) >> 32);

    private int Next(int place) => place + 1 == _codes.Length ? 0 : place + 1;

    // Another in each process: nobody can send such as all have the same.
    private static uint HashOf(ReadOnlySpan<byte> form)
    {
        var hash = new HashCode();
        hash.AddBytes(form);
        return (uint)hash.ToHashCode();
    }
}
