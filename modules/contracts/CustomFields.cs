using System.Collections.Immutable;
using System.Text.Json;
using MediatR;

namespace Contracts;

/// <summary>What a custom field holds. As JSON: text; the key of an option; a list of such keys; text that is a date or an instant; a number.</summary>
public enum CustomFieldKind { Text = 0, PickOne = 1, PickMany = 2, Date = 3, WholeNumber = 4, Decimal = 5, Currency = 6 }

public static class CustomFieldKinds
{
    /// <summary>As the API names it: <c>text pickOne pickMany date wholeNumber decimal currency</c>.</summary>
    public static string Word(this CustomFieldKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}

/// <param name="Key">What contacts and definitions keep, so that a new label moves nobody.</param>
public sealed record FieldOption(string Key, string Label);

/// <summary>A field of an organisation's own, shared by its members' books.</summary>
/// <param name="Key">In <c>customFields</c> of contacts and as <c>custom.&lt;key&gt;</c> in definitions: letters, digits, _ and -, at most 64.</param>
/// <param name="Options">Of pick one and pick many.</param>
/// <param name="Currency">ISO 4217, of currency alone.</param>
/// <param name="Segments">Shown only in these; empty: in all. A value elsewhere is kept and judged.</param>
/// <param name="Stages">As <paramref name="Segments"/>.</param>
public sealed record CustomField(
    string Key, string Label, CustomFieldKind Kind, ImmutableArray<FieldOption> Options, string? Currency, ImmutableArray<string> Segments,
    ImmutableArray<string> Stages)
{
    /// <summary>Key of the section under which it is shown; null: before all sections.</summary>
    public string? Section { get; init; }

    public bool IsShownIn(string? segment, string? stage) =>
        (Segments.IsEmpty || Segments.Contains(segment ?? "")) && (Stages.IsEmpty || Stages.Contains(stage ?? ""));
}

/// <summary>Makes or changes a field of the principal's organisation; true when it was made. Its kind stays.</summary>
public sealed record PutCustomField(Principal By, CustomField Field) : IRequest<bool>;

/// <summary>Contacts keep their values, as of a field that nobody defined. False when there is no such field.</summary>
public sealed record RemoveCustomField(Principal By, string Key) : IRequest<bool>;

/// <summary>The fields of the organisation that the book belongs to, by key.</summary>
public sealed record CustomFieldsOf(string Tenant, string Book) : IRequest<ImmutableArray<CustomField>>;
