using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Single parts of a definition as the JSON in which they were written.</summary>
internal static class NodeJson
{
    /// <summary>References by id, without what was inlined.</summary>
    public static string Of(Node node)
    {
        using var alone = JsonDocument.Parse(Alone(AsWritten(node)).ToJson(), new JsonDocumentOptions { MaxDepth = 512 });
        return alone.RootElement.GetProperty("conditions")[0].GetRawText();
    }

    public static string Of(Definition definition) => AsWritten(definition).ToJson();

    /// <summary>A definition of this one part.</summary>
    public static Definition Alone(Node node) => new(new Group(Match.All, [node]), []);

    private static Definition AsWritten(Definition definition) => definition with
    {
        Include = (Group?)(definition.Include is null ? null : AsWritten(definition.Include)),
        Exclude = [.. definition.Exclude.Select(AsWritten)],
        Pins = null,
        Team = null,
        Unarchived = false,
    };

    private static Node AsWritten(Node node) => node switch
    {
        Group group => group with { Parts = [.. group.Parts.Select(AsWritten)] },
        Reference reference => reference with { Inlined = null },
        _ => node,
    };
}
