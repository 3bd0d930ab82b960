using System.Globalization;
using System.Text;
using Contracts;

namespace Audiences.Rules;

/// <summary>Takes a definition's text form apart into words, quoted texts, brackets and commas.</summary>
internal sealed class Tokenizer
{
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;

    private Tokenizer(string text) => _text = text;

    /// <summary>Ends with <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="Refusal">422 where quotes are not closed, or hold what is no text.</exception>
    public static IReadOnlyList<Token> Of(string text)
    {
        var tokenizer = new Tokenizer(text);
        while (tokenizer.TryNext())
        {
        }
        return tokenizer._tokens;
    }

    /// <summary>An error at that place of a text.</summary>
    public static Refusal Refuse(string text, int at, string message, string type = "invalid") =>
        Refusal.Invalid("text", $"{PlaceOf(text, at)}: {message}", type);

    public static string PlaceOf(string text, int at)
    {
        var before = text.AsSpan(0, at);
        return $"line {before.Count('\n') + 1}, column {at - before.LastIndexOf('\n')}";
    }

    private bool TryNext()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
        var from = _at;
        var (kind, text) = _at == _text.Length ? (TokenKind.End, "") : _text[_at] switch
        {
            '(' => (TokenKind.Open, Single()),
            ')' => (TokenKind.Close, Single()),
            ',' => (TokenKind.Comma, Single()),
            '"' => (TokenKind.Quoted, Quoted()),
            _ => (TokenKind.Word, Word()),
        };
        _tokens.Add(new Token(kind, text, from, _at));
        return kind != TokenKind.End;
    }

    private string Single() => _text[_at++].ToString();

    private string Word()
    {
        var from = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('(' or ')' or ',' or '"'))
        {
            _at++;
        }
        return Whole(_text[from.._at], from);
    }

    private string Quoted()
    {
        var from = _at++;
        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] != '"')
        {
            text.Append(_text[_at] == '\\' ? Escaped() : _text[_at++]);
        }
        if (_at == _text.Length)
        {
            throw Refuse(_text, from, "the quote that begins here is not closed: write `\"` behind it.");
        }
        _at++;
        return Whole(text.ToString(), from);
    }

    private char Escaped()
    {
        var from = _at;
        _at += 2;
        var escape = _at <= _text.Length ? _text[from + 1] : ' ';
        return escape switch
        {
            '"' or '\\' or '/' => escape,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            'u' when _at + 4 <= _text.Length
                && ushort.TryParse(_text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => Unit(unit),
            _ => throw Refuse(_text, from, "a backslash stands before `\"`, `\\`, `n`, `r`, `t` or `u` with four hexadecimal digits: write `\\\\` for a backslash."),
        };
    }

    private char Unit(ushort unit)
    {
        _at += 4;
        return (char)unit;
    }

    private string Whole(string text, int from)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text, at))
            {
                at++;
            }
            else if (text[at] == '\0' || char.IsSurrogate(text[at]))
            {
                throw Refuse(_text, from, "this holds NUL or half of a surrogate pair, which is no text.");
            }
        }
        return text;
    }
}
