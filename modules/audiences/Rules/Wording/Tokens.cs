using System.Text.Json.Nodes;
using Contracts;

namespace Audiences.Rules;

/// <summary>A definition's text form on its way to be read: what comes next, and where what was read stood.</summary>
internal sealed class Tokens(string text)
{
    private readonly IReadOnlyList<Token> _tokens = Tokenizer.Of(text);
    private readonly Dictionary<JsonNode, int> _places = [];
    private int _at;

    public Token Next => Ahead(0);

    public Token Ahead(int count) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    public Token Take()
    {
        var next = Next;
        _at++;
        return next;
    }

    public bool Says(params ReadOnlySpan<string> words)
    {
        for (var index = 0; index < words.Length; index++)
        {
            if (!Ahead(index).Says(words[index]))
            {
                return false;
            }
        }
        return true;
    }

    public bool TryTake(params ReadOnlySpan<string> words)
    {
        var says = Says(words);
        _at += says ? words.Length : 0;
        return says;
    }

    public bool TryTake(TokenKind kind)
    {
        var comes = Next.Kind == kind;
        _at += comes ? 1 : 0;
        return comes;
    }

    public void Expect(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (!TryTake(word))
            {
                throw Expected($"`{word}`", [word]);
            }
        }
    }

    public void Expect(TokenKind kind, string shown)
    {
        if (!TryTake(kind))
        {
            throw Expected($"`{shown}`");
        }
    }

    /// <param name="expected">What should have come next.</param>
    /// <param name="words">Those of which one may have been meant.</param>
    public Refusal Expected(string expected, params IReadOnlyList<string> words)
    {
        var hint = Next.Kind == TokenKind.Word ? Nearest.Hint(Next.Text, words) : "";
        return Refuse(Next, $"expected {expected}, found {Next.Shown}.{hint}");
    }

    public Refusal Refuse(Token at, string message, string type = "invalid") => Tokenizer.Refuse(text, at.From, message, type);

    /// <summary>Remembers where a part was written, so that what is wrong with it is said of that place.</summary>
    public T Place<T>(T part, Token at)
        where T : JsonNode
    {
        _places[part] = at.From;
        return part;
    }

    /// <summary>The places of parts by their paths, as errors name them: <c>definition.conditions[0].op</c>.</summary>
    public IReadOnlyDictionary<string, int> Paths() =>
        _places.GroupBy(part => $"definition{part.Key.GetPath()[1..]}").ToDictionary(path => path.Key, path => path.Max(part => part.Value));
}
