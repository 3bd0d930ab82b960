namespace Contacts;

/// <summary>Puts a cell, which is not empty, where its column says.</summary>
/// <param name="column">The name of the column as the file has it.</param>
internal delegate void Put(RowDraft draft, string column, string cell);

/// <summary>What the cells of a column are.</summary>
/// <param name="To">The field that they are put into, as the API names it; null: they are left out, or only say something of another column.</param>
/// <param name="NamesPeople">They say who somebody is: a file needs one such column.</param>
internal sealed record Meaning(Put Put, string? To, bool NamesPeople = false)
{
    public static readonly Meaning Nothing = new((_, _, _) => { }, null);

    public static Meaning Trait(string name) => new((draft, column, cell) => draft.Trait(column, cell, column), $"trait.{name}");
}

/// <param name="Name">As the file has it.</param>
internal sealed record Column(string Name, Meaning Meaning, bool IsKnown);
