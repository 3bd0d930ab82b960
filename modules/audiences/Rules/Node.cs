namespace Audiences.Rules;

internal enum Match { All, Any }

/// <summary>A part of a definition. <see cref="Not"/> flips its final answer.</summary>
internal abstract record Node
{
    public bool Not { get; init; }

    public virtual Node Inline(Func<string, Definition> other) => this;

    /// <summary>The node itself and, for a group, everything below it.</summary>
    public static IEnumerable<Node> Within(Node node) =>
        node is Group group ? group.Parts.SelectMany(Within).Prepend(node) : [node];
}

internal sealed record Group(Match Match, Seq<Node> Parts) : Node
{
    public override Node Inline(Func<string, Definition> other) =>
        this with { Parts = [.. Parts.Select(part => part.Inline(other))] };
}

/// <param name="Field">As the rule names it: <c>email</c>, <c>trait.plan</c>, <c>custom.size</c> …</param>
internal sealed record FieldCondition(string Field, Test Test) : Node
{
    public bool AsksForMe => Field == "assignedTo" && Test.Operand switch
    {
        Standing { Value: TextLiteral { Text: "me" } } => true,
        Scalar { Value: TextLiteral { Text: "me" } } => true,
        Several several => several.Values.Any(value => value is TextLiteral { Text: "me" }),
        _ => false,
    };
}

/// <summary>How often an event was performed, or a page or screen was seen.</summary>
/// <param name="Event">The name; of a page its name or path, empty for any.</param>
/// <param name="Performed">False for <c>notPerformed</c>, which counts no times.</param>
/// <param name="Window">Null: ever.</param>
/// <param name="Where">All must hold of one event for it to count.</param>
internal sealed record EventCondition(string Event, bool Performed, Times Times, Window? Window, Seq<Where> Where) : Node
{
    public bool IsPage { get; init; }

    public Occurrence Occurrence { get; init; }

    public string Field => !IsPage ? $"event.{Event}" : Event.Length > 0 ? $"page.{Event}" : "page";
}

/// <summary>Which of the events of that name are asked: all, or the one that came first or last.</summary>
internal enum Occurrence { Any, First, Last }

/// <summary>How many events of any kind, or how many sessions.</summary>
/// <param name="Window">Null: ever.</param>
internal sealed record CountCondition(string Field, Test Test, Window? Window) : Node;

/// <param name="Range"><see cref="Within"/>, <see cref="Moments"/> or <see cref="Ago"/>.</param>
/// <param name="Calendar">Given where days are meant, and where they are counted.</param>
internal sealed record Window(Operand Range, Calendar? Calendar);

/// <summary>As written; nothing written means at least one.</summary>
internal readonly record struct Times(int? AtLeast, int? AtMost, int? Exactly)
{
    public int Low => Exactly ?? AtLeast ?? (AtMost is null ? 1 : 0);
    public int High => Exactly ?? AtMost ?? int.MaxValue;
}

internal sealed record Where(string Property, Test Test);

/// <param name="Inlined">The other's definition, self-contained; null until <see cref="Definition.Inline"/>.</param>
internal sealed record Reference(string Audience, bool Member, Definition? Inlined = null) : Node
{
    public override Node Inline(Func<string, Definition> other) => this with { Inlined = other(Audience) };
}

/// <summary>What is asked of a value.</summary>
/// <param name="Calendar">Given where days are meant, and where a window counts them.</param>
internal sealed record Test(Op Op, Operand Operand, Calendar? Calendar = null);
