using Contracts;
using Host.Api.Http;

namespace Host.Api;

/// <summary>Scopes as the API names them: <c>["read", "write"]</c>.</summary>
internal static class ScopeWords
{
    private static readonly (string Word, Scopes Scope)[] Words =
        [("ingest", Scopes.Ingest), ("read", Scopes.Read), ("write", Scopes.Write), ("export", Scopes.Export), ("admin", Scopes.Admin)];

    public static IReadOnlyList<string> Write(Scopes scopes) =>
        [.. Words.Where(known => scopes.HasFlag(known.Scope)).Select(known => known.Word)];

    public static Scopes Read(Fields fields)
    {
        var scopes = Scopes.None;
        foreach (var word in fields.Texts("scopes") ?? [])
            if (Array.Find(Words, known => known.Word == word) is { Word: not null } known) scopes |= known.Scope;
            else return fields.Wrong<Scopes>("scopes", $"`{word}` is none of ingest, read, write, export, admin");
        return scopes;
    }
}
