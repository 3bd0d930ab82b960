using System.Text.Json;

namespace Audiences.Rules;

/// <summary>
/// Who belongs to an audience: an include group, and a list of which any match excludes. Without an include group
/// everyone else in the book belongs to it.
/// </summary>
internal sealed record Definition(Group? Include, Seq<Node> Exclude)
{
    /// <summary>That nobody meets: of audiences into which people are put. Written only as what is stored; a person's is refused.</summary>
    public static readonly Definition Nobody = new(new Group(Match.Any, []), []);

    public bool IsNobody => Include is { Match: Match.Any, Not: false, Parts.Count: 0 } && Exclude.Count == 0;

    /// <summary>The audience whose pins go before the conditions; null where nobody is pinned. Only in what is judged.</summary>
    public string? Pins { get; init; }

    /// <summary>Who is archived does not belong to it, also when pinned in. Only in what is judged.</summary>
    public bool Unarchived { get; init; }

    /// <summary>The team whose contacts are judged, as the team sees them; null of a book. Only in what is judged.</summary>
    public string? Team { get; init; }

    /// <summary>Canonical JSON; read back, it is the same definition. Inlined references carry the other's definition.</summary>
    public string ToJson() => DefinitionWriter.Text(this);

    public void WriteTo(Utf8JsonWriter writer) => DefinitionWriter.Write(writer, this);

    /// <summary>Reads what <see cref="ToJson"/> wrote: without the limits of what a person may save, inlined references included.</summary>
    public static Definition Stored(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        return DefinitionParser.ParseTrusted(document.RootElement);
    }

    public IEnumerable<Node> Nodes =>
        (Include is null ? [] : Node.Within(Include)).Concat(Exclude.SelectMany(Node.Within));

    /// <summary>Ids of the audiences it refers to itself (not those that they refer to), each once.</summary>
    public IReadOnlyList<string> References =>
        [.. Nodes.OfType<Reference>().Select(reference => reference.Audience).Distinct(StringComparer.Ordinal)];

    /// <summary>It asks for contacts assigned to the owner of the book judged, which an organisation has not.</summary>
    public bool MentionsMe => Nodes.OfType<FieldCondition>().Any(condition => condition.AsksForMe);

    /// <summary>
    /// What is judged of it: <see cref="Unarchived"/> unless an include condition names <c>archived</c>, with the pins of that audience,
    /// and of that team's contacts. References are not looked into: each brings its own.
    /// </summary>
    public Definition AsJudged(string? pins = null, string? team = null) => this with { Unarchived = !NamesArchived, Pins = pins, Team = team };

    /// <summary>It asks for what the contact did, or when: its owner's timeline, which no team sees.</summary>
    public bool MentionsTimeline => Nodes.Any(node =>
        node is EventCondition or CountCondition or FieldCondition { Field: "firstSeen" or "lastSeen" or "device" or "browser" });

    private bool NamesArchived =>
        Include is not null && Node.Within(Include).OfType<FieldCondition>().Any(condition => condition.Field == ArchivedField);

    private const string ArchivedField = "archived";

    /// <summary>What <see cref="Unarchived"/> asks of a contact.</summary>
    public static readonly FieldCondition NotArchived = new(ArchivedField, new Test(Op.Equals, new Scalar(new BooleanLiteral(false))));

    /// <summary>The same definition with every reference holding the other's definition, so that it is judged without asking anybody.</summary>
    /// <param name="other">
    /// What is judged of an audience by its id, made self-contained already.
    /// </param>
    public Definition Inline(Func<string, Definition> other) => this with
    {
        Include = (Group?)Include?.Inline(other),
        Exclude = [.. Exclude.Select(node => node.Inline(other))],
    };
}
