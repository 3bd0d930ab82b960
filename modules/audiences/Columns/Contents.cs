using System.Diagnostics.CodeAnalysis;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>
/// The different contents of a column, numbered from 1; 0 is nothing there. A condition is asked once of each, however many contacts have it.
/// </summary>
internal sealed class Contents
{
    private readonly Dictionary<byte[], int> _codes = new(Bytes.Comparer);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly List<Value[]> _values = [[]];
    private readonly List<byte[]> _forms = [[]];
    private ContentTexts? _texts;
    private ContentNumbers? _numbers;

    public Contents() => _bySpan = _codes.GetAlternateLookup<ReadOnlySpan<byte>>();

    public ContentTexts Texts => _texts ??= new();

    public ContentNumbers Numbers => _numbers ??= new();

    /// <summary>One more than the highest code.</summary>
    public int Count => _values.Count;

    /// <summary>Each is one text, number or boolean.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>Of the forms of all contents: about what they cost.</summary>
    public long Size { get; private set; }

    public Value[] this[int code] => _values[code];

    /// <summary>Of each plain content the code of the first that reads the same as text.</summary>
    public int[] FirstsOfText()
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var firsts = new int[_values.Count];
        for (var code = 1; code < firsts.Length; code++)
            firsts[code] = _values[code] is not [var only] || !only.TryText(out var text) || first.TryAdd(text, code) ? code : first[text];
        return firsts;
    }

    /// <param name="form">The same for the same content, and no other.</param>
    /// <param name="read">Asked for its values when it is new.</param>
    public int CodeOf<TFrom>(ReadOnlySpan<byte> form, TFrom from, Func<TFrom, Value[]> read)
    {
        if (!_bySpan.TryGetValue(form, out var code))
        {
            code = _values.Count;
            _values.Add(read(from));
            IsPlain &= _values[code] is [{ IsJson: false }];
            _forms.Add(form.ToArray());
            _codes[_forms[code]] = code;
            Size += form.Length;
        }
        return code;
    }

    /// <summary>Lets go of all but these, in their order; they are numbered from 1.</summary>
    public void KeepOnly(IReadOnlyList<int> codes)
    {
        var places = new int[_values.Count];
        for (var i = 0; i < codes.Count; i++)
            places[codes[i]] = i + 1;
        foreach (var (form, code) in _codes.ToArray())
        {
            if (places[code] == 0)
                _codes.Remove(form);
            else
                _codes[form] = places[code];
        }
        Size = _codes.Keys.Sum(form => (long)form.Length);
        Value[][] values = [[], .. codes.Select(code => _values[code])];
        byte[][] forms = [[], .. codes.Select(code => _forms[code])];
        (_texts, _numbers) = (null, null);
        _values.Clear();
        _values.AddRange(values);
        _forms.Clear();
        _forms.AddRange(forms);
    }

    /// <summary>Lets go of one that nobody has any more: it may tell of somebody who is erased. Its code is not used again.</summary>
    public void Forget(int code)
    {
        _codes.Remove(_forms[code]);
        (_values[code], _forms[code]) = ([], []);
        (_texts, _numbers) = (null, null);
    }

    private sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Bytes Comparer = new();

        public bool Equals(byte[]? a, byte[]? b) => a.AsSpan().SequenceEqual(b);
        public bool Equals(ReadOnlySpan<byte> a, byte[] b) => a.SequenceEqual(b);
        public int GetHashCode([DisallowNull] byte[] form) => GetHashCode(form.AsSpan());
        public byte[] Create(ReadOnlySpan<byte> form) => form.ToArray();

        public int GetHashCode(ReadOnlySpan<byte> form)
        {
            var hash = new HashCode();
            hash.AddBytes(form);
            return hash.ToHashCode();
        }
    }
}
