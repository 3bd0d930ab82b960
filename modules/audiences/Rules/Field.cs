namespace Audiences.Rules;

/// <summary>The contact fields that rules name, and those that hold a path or a name after the dot.</summary>
internal static class Field
{
    public static readonly IReadOnlyDictionary<string, FieldKind> Kinds = new Dictionary<string, FieldKind>(StringComparer.Ordinal)
    {
        ["email"] = FieldKind.Text, ["phone"] = FieldKind.Text, ["firstName"] = FieldKind.Text, ["lastName"] = FieldKind.Text,
        ["company"] = FieldKind.Text, ["stage"] = FieldKind.Text, ["segment"] = FieldKind.Text, ["step"] = FieldKind.Text,
        ["origin"] = FieldKind.Text, ["city"] = FieldKind.Text, ["country"] = FieldKind.Text,
        ["device"] = FieldKind.Text, ["browser"] = FieldKind.Text,
        ["tag"] = FieldKind.List, ["source"] = FieldKind.List, ["account"] = FieldKind.List, ["import"] = FieldKind.List,
        ["assignedTo"] = FieldKind.Assignee,
        ["imported"] = FieldKind.Boolean, ["organized"] = FieldKind.Boolean, ["identified"] = FieldKind.Boolean,
        ["archived"] = FieldKind.Boolean, ["subscribed"] = FieldKind.Boolean,
        ["birthday"] = FieldKind.Date, ["firstSeen"] = FieldKind.Date, ["lastSeen"] = FieldKind.Date, ["createdAt"] = FieldKind.Date,
        ["eventCount"] = FieldKind.Number, ["sessionCount"] = FieldKind.Number,
    };

    /// <summary>What stands before a path into the profile.</summary>
    public static readonly IReadOnlyList<string> Roots = ["trait", "custom", "preference", "group"];

    /// <summary>What stands before a name in fields that are not of the profile.</summary>
    public static readonly IReadOnlyList<string> NamedRoots = ["event", "page", "audience"];

    /// <summary>Part of the language, and not judged yet.</summary>
    public const string LaterRoot = "campaign";

    public static (string Root, string Below)? Split(string field)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : (field[..dot], field[(dot + 1)..]);
    }

    /// <summary>Null for a name that is no field of a contact.</summary>
    public static FieldKind? KindOf(string field) =>
        Kinds.TryGetValue(field, out var kind) ? kind
        : Split(field) is ({ } root, { Length: > 0 }) && Roots.Contains(root) ? FieldKind.Open
        : null;
}
