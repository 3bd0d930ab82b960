using System.Text.RegularExpressions;

namespace Contacts;

/// <summary>
/// Google's columns in pairs, repeated up to the widest contact of the file: <c>E-mail 2 - Label</c> (formerly <c>Type</c>) and
/// <c>E-mail 2 - Value</c>; and <c>Organization 1 - Name</c>.
/// </summary>
internal static partial class NumberedColumns
{
    public static Meaning? Of(string key)
    {
        if (Shape().Match(key) is not { Success: true } found) return null;
        var (kind, pair, part) = (found.Groups[1].Value, found.Groups[2].Value, found.Groups[3].Value);
        return (kind, part) switch
        {
            ("organization", "name") => new((draft, column, cell) => draft.Text("company", cell, column), "company"),
            ("organization", _) => null,
            (_, "label" or "type") => new((draft, _, cell) => draft.Label($"{kind}{pair}", cell), null),
            ("email", "value") => new((draft, column, cell) => draft.Emails.AddLabelled(CellText.Several(cell), draft.LabelOf(kind + pair), column), "email", NamesPeople: true),
            ("phone", "value") => new((draft, column, cell) => draft.Phones.AddLabelled(CellText.Several(cell), draft.LabelOf(kind + pair), column), "phone", NamesPeople: true),
            (_, "value") => new((draft, column, cell) => draft.Trait(draft.LabelOf(kind + pair).Text ?? column, cell, column), "trait.<label>"),
            _ => null,
        };
    }

    [GeneratedRegex(@"^(email|phone|organization|website|event|relation|customfield|im)(\d+)(name|label|type|value)$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
