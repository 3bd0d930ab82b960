namespace Audiences.Rules;

/// <param name="Path">Where it stands, as errors name it: <c>definition.conditions[0]</c>.</param>
internal readonly record struct PlacedNode(string Path, Node Node)
{
    /// <summary>The parts of one list.</summary>
    public static IEnumerable<PlacedNode> In(string path, Seq<Node> parts) =>
        parts.Select((part, index) => new PlacedNode($"{path}[{index}]", part));

    /// <summary>Every part of the definition, however deep.</summary>
    public static IEnumerable<PlacedNode> Within(Definition definition) =>
        In("definition.conditions", definition.Include?.Parts ?? []).Concat(In("definition.exclude", definition.Exclude)).SelectMany(placed => placed.Within());

    private IEnumerable<PlacedNode> Within() => Node is Group group
        ? In($"{Path}.conditions", group.Parts).SelectMany(placed => placed.Within()).Prepend(this)
        : [this];
}
