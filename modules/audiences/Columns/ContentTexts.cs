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

    private void CatchUp(Contents contents)
    {
        for (var code = _ends.Count; code < contents.Count; code++)
            _ends.Add(Write(code, contents[code], _ends.Count == 0 ? 0 : _ends[^1]));
    }

    private int Write(int code, Value[] values, int at)
    {
        foreach (var value in values)
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
                Array.Resize(ref _bytes, Math.Max(at + length, _bytes.Length * 2));
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

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar)
                return false;
        return true;
    }
}
