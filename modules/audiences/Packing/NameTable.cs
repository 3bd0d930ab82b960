using System.Text.Json;

namespace Audiences.Packing;

/// <summary>
/// Names of a partition that very many contacts share (of events, properties and fields), each by a number: packed contacts hold the numbers.
/// It only grows, and not for ever: a name that found no place is written out where it is used.
/// </summary>
internal sealed class NameTable
{
    /// <summary>Longer ones have no place.</summary>
    public const int LongestName = 256;

    private const int MostNames = 16_384;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<(string Name, byte[] Quoted)> _names = [("", [])];

    /// <summary>What was written with another table cannot be read with this one.</summary>
    public ulong Id { get; set; } = (ulong)Random.Shared.NextInt64();

    /// <summary>One more than the highest code.</summary>
    public int Count => _names.Count;

    public string this[int code] => _names[code].Name;

    /// <summary>As it stands in a JSON object.</summary>
    public ReadOnlySpan<byte> Quoted(int code) => _names[code].Quoted;

    /// <summary>0 when there is no place for it.</summary>
    public int CodeOf(string name)
    {
        if (_codes.TryGetValue(name, out var code))
            return code;
        if (_names.Count == MostNames || name.Length > LongestName)
            return 0;
        _names.Add((name, Quote(name)));
        return _codes[name] = _names.Count - 1;
    }

    /// <summary>0 when it is not there.</summary>
    public int Find(ReadOnlySpan<char> name) => _codes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var code) ? code : 0;

    public static byte[] Quote(string name) => JsonSerializer.SerializeToUtf8Bytes(name);
}
