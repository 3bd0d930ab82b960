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
        Scalar { Value: TextLiteral { Text: "me" } } => true,
        Several several => several.Values.Any(value => value is TextLiteral { Text: "me" }),
        _ => false,
    };
}

/// <summary>How often an event was performed. Track events only: pages and screens have fields of their own.</summary>
/// <param name="Performed">False for <c>notPerformed</c>, which counts no times.</param>
/// <param name="Window">Null: ever. <see cref="Within"/>, <see cref="Moments"/> or <see cref="Ago"/>.</param>
/// <param name="Where">All must hold of one event for it to count.</param>
internal sealed record EventCondition(string Event, bool Performed, Times Times, Operand? Window, Seq<Where> Where) : Node;

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
internal sealed record Test(Op Op, Operand Operand);
