using System.Text;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>
/// The texts of all contents of a column one behind the other, folded, in UTF-8, each between zero bytes: a part is looked for in all of them at
/// once. Made when a text is first asked for.
/// </summary>
internal sealed class ContentTexts
{
    // Contents that are no plain texts, or hold what UTF-8 or the zeros between them cannot tell.
    private readonly HashSet<int> _apart = [];

    private const int MostBytes = 1 << 30;

    private byte[] _bytes = [];

    // Of content i are the bytes up to _ends[i], from those of the content before.
    private readonly List<int> _ends = [];

    public long Bytes => _bytes.Length + ((long)_ends.Capacity * sizeof(int));

    /// <summary>Notes of each content whether one of its texts has one of the parts; those that it cannot tell stay unknown.</summary>
    public void Find(TextSearch search, Contents contents, ContentAnswers answers)
    {
        CatchUp(contents);
        var text = _bytes.AsSpan(0, _ends[^1]);
        answers.FillFailing();
        foreach (var part in search.Patterns)
        {
            for (int at = 0, code = 0; text[at..].IndexOf(part) is >= 0 and var found; at = _ends[code])
            {
                while (_ends[code] <= at + found)
                    code++;
                answers.SetPassing(code);
            }
        }
        foreach (var code in _apart)
            answers.SetUnknown(code);
    }

    /// <summary>Whether one of the texts of a content is wholly one of those; null where it cannot tell.</summary>
    public bool? IsOneOf(FormTable texts, int code)
    {
        if (_apart.Contains(code))
            return null;
        var left = _bytes.AsSpan((code == 0 ? 0 : _ends[code - 1]).._ends[code]);
        while (left.Length > 1 && left[1..].IndexOf((byte)0) is >= 0 and var length)
        {
            if (texts.Find(left.Slice(1, length)) != 0)
                return true;
            left = left[(length + 2)..];
        }
        return false;
    }

    /// <summary>Nothing of it stays in memory.</summary>
    public void Forget(int code)
    {
        _apart.Remove(code);
        // No text has such a byte.
        if (code < _ends.Count)
            _bytes.AsSpan((code == 0 ? 0 : _ends[code - 1]).._ends[code]).Fill(byte.MaxValue);
    }

    public void CatchUp(Contents contents)
    {
        for (var code = _ends.Count; code < contents.Count; code++)
            _ends.Add(Write(code, contents, _ends.Count == 0 ? 0 : _ends[^1]));
    }

    private int Write(int code, Contents contents, int at)
    {
        foreach (var value in contents[code])
        {
            if (value.IsJson)
            {
                _apart.Add(code);
                continue;
            }
            if (!value.TryText(out var text))
                continue;
            var folded = Folding.Fold(text);
            var length = Encoding.UTF8.GetByteCount(folded) + 2;
            if (at + (long)length > MostBytes)
            {
                _apart.Add(code);
                continue;
            }
            if (at + length > _bytes.Length)
                Grow(Math.Max(at + (at / 8) + length, contents.Size + (contents.Size / 8)));
            if (folded.Contains('\0') || !IsWellFormed(folded))
            {
                _apart.Add(code);
                continue;
            }
            _bytes[at++] = 0;
            at += Encoding.UTF8.GetBytes(folded, _bytes.AsSpan(at));
            _bytes[at++] = 0;
        }
        return at;
    }

    // Texts are about as long as their forms.
    private void Grow(long length)
    {
        var before = _bytes;
        _bytes = new byte[Math.Min(length, MostBytes)];
        before.CopyTo(_bytes, 0);
        // What is wiped later must not stay here.
        Array.Clear(before);
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar)
                return false;
        return true;
    }
}
