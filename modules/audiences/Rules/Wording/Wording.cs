using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// A definition's text form: a sentence that is exact. It is another way to write the JSON and is read into it, so that what a
/// definition may be is said once, in <see cref="DefinitionParser"/>.
/// </summary>
internal sealed class Wording
{
    private readonly string _text;
    private readonly Tokens _tokens;

    private Wording(string text, Tokens tokens, JsonNode json)
    {
        (_text, _tokens) = (text, tokens);
        Json = JsonSerializer.SerializeToElement(json);
    }

    /// <summary>As it would have been written in JSON; not checked yet.</summary>
    public JsonElement Json { get; }

    /// <exception cref="Refusal">422 with the line and column, what is there, and what was expected.</exception>
    public static Wording Read(string text, AudienceNames audiences, AudienceLimits limits)
    {
        var tokens = new Tokens(text);
        var json = new DefinitionReader(tokens, audiences, limits).Read();
        return new Wording(text, tokens, json);
    }

    public static string Of(Definition definition, AudienceNames audiences) => new WordingWriter(audiences).Write(definition);

    /// <summary>What is wrong at paths of the JSON, said of places in the text.</summary>
    public Refusal Place(Refusal refusal)
    {
        if (refusal.Errors is not { Count: > 0 } errors)
        {
            return refusal;
        }
        var places = _tokens.Paths();
        var messages = errors.Select(error => (At: PlaceOf(error.Key, places), error.Value)).OrderBy(error => error.At)
            .SelectMany(error => error.Value.Select(message => $"{Tokenizer.PlaceOf(_text, error.At)}: {message}")).ToArray();
        return new Refusal(refusal.Status, refusal.Type, $"text: {messages[0]}", new Dictionary<string, string[]> { ["text"] = messages });
    }

    /// <summary>Of a part that has no place of its own, that of what it is in.</summary>
    private static int PlaceOf(string path, IReadOnlyDictionary<string, int> places)
    {
        while (path.Length > 0)
        {
            if (places.TryGetValue(path, out var place))
            {
                return place;
            }
            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }
        return 0;
    }
}
