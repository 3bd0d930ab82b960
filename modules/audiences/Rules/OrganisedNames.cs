using System.Collections.Immutable;
using Contracts;

namespace Audiences.Rules;

/// <summary>The stages, segments and steps that a definition asks for by name.</summary>
internal static class OrganisedNames
{
    private static readonly string[] Fields = [Organising.Stage, Organising.Segment, Organising.Step];

    /// <summary>The definition by keys, where it was written with labels.</summary>
    public static Definition Keyed(Definition definition, Organising organising) =>
        With(definition, (field, text) => [organising.KeyOf(field, text) ?? text]);

    /// <param name="both">What is replaced stays beside what replaces it, where several values may be asked for.</param>
    public static Definition Replaced(Definition definition, ImmutableArray<Replacement> replacing, bool both) => With(
        definition,
        (field, text) => replacing.FirstOrDefault(replacement => replacement.Field == field && IsSame(replacement.From, text)) is { } found
            ? both ? [text, found.To] : [found.To] : [text]);

    public static bool Any(Definition definition) => definition.Nodes.OfType<FieldCondition>().Any(IsOne);

    public static bool Names(Definition definition, TakenOut taken) => definition.Nodes.OfType<FieldCondition>().Any(condition => taken.Key.Length == 0
        ? condition.Field == taken.Field
        : condition.Field == taken.Field && Texts(condition).Any(text => IsSame(text, taken.Key)));

    /// <summary>What the condition asks for by name; empty for one that asks otherwise, or for another field.</summary>
    public static IEnumerable<string> Texts(FieldCondition condition) => !IsOne(condition) ? [] : condition.Test.Operand switch
    {
        Scalar { Value: TextLiteral { Text: var text } } => [text],
        Standing { Value: TextLiteral { Text: var text } } => [text],
        Several several => several.Values.OfType<TextLiteral>().Select(literal => literal.Text),
        _ => [],
    };

    private static bool IsOne(FieldCondition condition) =>
        Fields.Contains(condition.Field) && condition.Test.Op is Op.Equals or Op.NotEquals or Op.In or Op.NotIn or Op.HasBeen;

    private static Definition With(Definition definition, Func<string, string, string[]> names) => !Any(definition) ? definition : definition with
    {
        Include = (Group?)(definition.Include is { } include ? With(include, names) : null),
        Exclude = [.. definition.Exclude.Select(node => With(node, names))],
    };

    private static Node With(Node node, Func<string, string, string[]> names) => node switch
    {
        Group group => group with { Parts = [.. group.Parts.Select(part => With(part, names))] },
        FieldCondition condition when IsOne(condition) => condition with { Test = With(condition.Test, text => names(condition.Field, text)) },
        _ => node,
    };

    private static Test With(Test test, Func<string, string[]> names) => test.Operand switch
    {
        Scalar { Value: TextLiteral { Text: var text } } => names(text) is [var one]
            ? test with { Operand = new Scalar(new TextLiteral(one)) }
            : test with { Op = test.Op == Op.Equals ? Op.In : Op.NotIn, Operand = Several(names(text)) },
        // Of one that stands for some time only one can be asked.
        Standing { Value: TextLiteral { Text: var text } } standing when names(text) is [var one] =>
            test with { Operand = standing with { Value = new TextLiteral(one) } },
        Several several => With(test, several, [.. several.Values.SelectMany(value => value is TextLiteral { Text: var text } ? Literals(names(text)) : [value])
            .DistinctBy(value => value is TextLiteral { Text: var text } ? text.ToLowerInvariant() : (object)value)]),
        _ => test,
    };

    private static Test With(Test test, Several before, Seq<Literal> after) =>
        after.Count == 1 && before.Values.Count > 1
            ? test with { Op = test.Op == Op.In ? Op.Equals : Op.NotEquals, Operand = new Scalar(after[0]) }
            : test with { Operand = new Several(after) };

    private static Several Several(string[] texts) => new([.. Literals(texts)]);

    private static IEnumerable<Literal> Literals(string[] texts) => texts.Select(text => new TextLiteral(text));

    private static bool IsSame(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
