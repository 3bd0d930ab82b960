using System.Collections.Immutable;
using Audiences.Reading;
using Audiences.Rules;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

/// <summary>A definition may ask of an organisation's own field only what its kind can answer.</summary>
internal sealed class CustomFieldUse(IMediator mediator)
{
    /// <exception cref="Refusal">422 <c>invalid</c>, with every condition that asks something else by its path.</exception>
    public async Task Require(string tenant, string book, Definition definition, CancellationToken cancel)
    {
        if (!definition.Nodes.OfType<FieldCondition>().Any(IsCustom)) return;
        var errors = Errors(definition, await mediator.Send(new CustomFieldsOf(tenant, book), cancel));
        if (errors.Count > 0) throw new Refusal(422, "invalid", $"{errors.First().Key}: {errors.First().Value[0]}", errors);
    }

    public static Dictionary<string, string[]> Errors(Definition definition, ImmutableArray<CustomField> fields)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var (path, node) in PlacedNode.Within(definition))
            if (node is FieldCondition condition && fields.FirstOrDefault(field => condition.Field == $"custom.{field.Key}") is { } field
                && Operator.For(FieldListing.KindOf(field.Kind)).ToArray() is var allowed && !allowed.Contains(condition.Test.Op))
                errors[$"{path}.op"] =
                    [$"`{Operator.Name(condition.Test.Op)}` does not go with \"{field.Label}\". It takes {string.Join(", ", allowed.Select(Operator.Name))}."];
        return errors;
    }

    private static bool IsCustom(FieldCondition condition) => condition.Field.StartsWith("custom.", StringComparison.Ordinal);
}
