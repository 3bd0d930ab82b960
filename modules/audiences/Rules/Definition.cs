using System.Text.Json;

namespace Audiences.Rules;

/// <summary>
/// Who belongs to an audience: an include group, and a list of which any match excludes. Without an include group
/// everyone else in the book belongs to it.
/// </summary>
internal sealed record Definition(Group? Include, Seq<Node> Exclude)
{
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
    /// Adds <c>archived equals false</c> unless an include condition names <c>archived</c>. References are not looked into:
    /// each brings its own default.
    /// </summary>
    public Definition WithArchivedDefault()
    {
        if (Include is not null && Node.Within(Include).OfType<FieldCondition>().Any(condition => condition.Field == "archived"))
        {
            return this;
        }
        var added = new FieldCondition("archived", new Test(Op.Equals, new Scalar(new BooleanLiteral(false))));
        return this with
        {
            Include = Include switch
            {
                null => new Group(Match.All, [added]),
                { Match: Match.All, Not: false } all => all with { Parts = [.. all.Parts, added] },
                _ => new Group(Match.All, [Include, added]),
            },
        };
    }

    /// <summary>The same definition with every reference holding the other's definition, so that it is judged without asking anybody.</summary>
    /// <param name="other">
    /// The definition of an audience by its id, made self-contained and given its archived default already.
    /// </param>
    public Definition Inline(Func<string, Definition> other) => this with
    {
        Include = (Group?)Include?.Inline(other),
        Exclude = [.. Exclude.Select(node => node.Inline(other))],
    };
}
