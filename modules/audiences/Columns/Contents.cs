using System.Runtime.CompilerServices;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>
/// The different contents of a column, numbered from 1; 0 is nothing there. A condition is asked once of each, however many contacts have it.
/// They are kept as their forms, and read when they are asked for.
/// </summary>
internal sealed class Contents(FormReader read)
{
    // Each condition asks all of so few: those stay read.
    private const int Few = 256;

    private Forms _forms = new();
    private FormTable? _table;
    private Value[]?[]? _read = [];
    private ContentTexts? _texts;
    private ContentNumbers? _numbers;
    private ContentMoments? _moments;

    public ContentTexts Texts => _texts ??= new();

    public ContentNumbers Numbers => _numbers ??= new();

    public ContentMoments Moments => _moments ??= new();

    /// <summary>One more than the highest code.</summary>
    public int Count => _forms.Count;

    /// <summary>Each is one text, number or boolean.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>Of the forms of all contents: about what they cost.</summary>
    public long Size => _forms.Size;

    /// <summary>What is held without <see cref="Texts"/>, <see cref="Numbers"/> and <see cref="Moments"/>, and without those that stay read.</summary>
    public long Bytes => _forms.Bytes + Table.Bytes;

    public long TextsBytes => _texts?.Bytes ?? 0;

    /// <summary>Of <see cref="Numbers"/> and <see cref="Moments"/>.</summary>
    public long NumbersBytes => (_numbers?.Bytes ?? 0) + (_moments?.Bytes ?? 0);

    public Value[] this[int code]
    {
        get
        {
            if (_read is null)
                return Read(code);
            if (code >= _read.Length)
                Array.Resize(ref _read, Count);
            return _read[code] ??= Read(code);
        }
    }

    public ReadOnlySpan<byte> FormOf(int code) => _forms[code];

    private FormTable Table => _table ??= new(_forms);

    /// <summary>Of each plain content the code of the first that reads the same as text.</summary>
    public int[] FirstsOfText()
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var firsts = new int[Count];
        for (var code = 1; code < firsts.Length; code++)
            firsts[code] = this[code] is not [var only] || !only.TryText(out var text) || first.TryAdd(text, code) ? code : first[text];
        return firsts;
    }

    /// <summary>0 when there is none of that form.</summary>
    public int Find(ReadOnlySpan<byte> form) => Table.Find(form);

    /// <param name="form">The same for the same content, and no other; not empty.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CodeOf(ReadOnlySpan<byte> form)
    {
        var code = Table.Find(form, out var hash);
        if (code != 0)
            return code;
        code = _forms.Add(form);
        Table.Add(code, hash);
        _read = Count > Few ? null : _read;
        IsPlain = IsPlain && (Value.IsOneText(form) || this[code] is [{ IsJson: false }]);
        return code;
    }

    /// <summary>Lets go of all but these, in their order; they are numbered from 1.</summary>
    public void KeepOnly(IReadOnlyList<int> codes)
    {
        var before = _forms;
        (_forms, _table, _texts, _numbers, _moments) = (new(), null, null, null, null);
        foreach (var code in codes)
            Table.Add(_forms.Add(before[code]));
        _read = Count > Few ? null : [];
        before.WipeAll();
    }

    /// <summary>Lets go of one that nobody has any more: it may tell of somebody who is erased. Its code is not used again.</summary>
    public void Forget(int code)
    {
        _forms.Wipe(code);
        if (code < _read?.Length)
            _read[code] = null;
        _texts?.Forget(code);
        _numbers?.Forget(code);
        _moments?.Forget(code);
    }

    private Value[] Read(int code) => _forms[code] is { IsEmpty: false } form ? read(form) : [];
}
