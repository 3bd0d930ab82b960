namespace Audiences.Rules;

/// <param name="Before">How the parts of a group were joined: <c>all</c>, <c>any</c>, <c>not all</c>, <c>not any</c>.</param>
internal readonly record struct JoinChange(string Path, string Before, string After);

/// <summary>
/// What an edit made of a definition. The order of parts means nothing, so a part that only moved within its list has not changed.
/// </summary>
internal sealed class DefinitionChanges
{
    private readonly List<PlacedNode> _added = [], _removed = [];
    private readonly List<JoinChange> _joins = [];

    private DefinitionChanges()
    {
    }

    /// <summary>Paths are those of the definition after the edit.</summary>
    public IReadOnlyList<PlacedNode> Added => _added;

    /// <summary>Paths are those of the definition before it.</summary>
    public IReadOnlyList<PlacedNode> Removed => _removed;

    public IReadOnlyList<JoinChange> Joins => _joins;

    public static DefinitionChanges Between(Definition before, Definition after)
    {
        var changes = new DefinitionChanges();
        if (before.Include is { } old && after.Include is { } made)
        {
            changes.Compare("definition", old, "definition", made);
        }
        else
        {
            changes.Compare("definition.conditions", before.Include?.Parts ?? [], "definition.conditions", after.Include?.Parts ?? []);
        }
        changes.Compare("definition.exclude", before.Exclude, "definition.exclude", after.Exclude);
        return changes;
    }

    private void Compare(string oldPath, Group old, string newPath, Group made)
    {
        if (Join(old) != Join(made))
        {
            _joins.Add(new JoinChange(newPath, Join(old), Join(made)));
        }
        Compare($"{oldPath}.conditions", old.Parts, $"{newPath}.conditions", made.Parts);
    }

    private void Compare(string oldPath, Seq<Node> old, string newPath, Seq<Node> made)
    {
        List<PlacedNode> gone = [.. PlacedNode.In(oldPath, old)];
        List<PlacedNode> come = [.. PlacedNode.In(newPath, made)];
        come.RemoveAll(part => TryTake(gone, held => held.Node == part.Node, out _));
        foreach (var part in come)
        {
            // What is left of two groups in one list is taken to be the same group, edited.
            if (part.Node is Group edited && TryTake(gone, held => held.Node is Group, out var before))
            {
                Compare(before.Path, (Group)before.Node, part.Path, edited);
            }
            else
            {
                _added.Add(part);
            }
        }
        _removed.AddRange(gone);
    }

    private static bool TryTake(List<PlacedNode> parts, Predicate<PlacedNode> wanted, out PlacedNode taken)
    {
        var index = parts.FindIndex(wanted);
        taken = index < 0 ? default : parts[index];
        if (index >= 0)
        {
            parts.RemoveAt(index);
        }
        return index >= 0;
    }

    private static string Join(Group group) => (group.Not ? "not " : "") + (group.Match == Match.All ? "all" : "any");
}
