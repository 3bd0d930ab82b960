using Contacts;
using Contracts;

namespace Tests.Contacts;

public sealed class CustomValueTests
{
    [Theory]
    [InlineData(CustomFieldKind.Text, "'anything'", true)]
    [InlineData(CustomFieldKind.Text, "5", false)]
    [InlineData(CustomFieldKind.PickOne, "'xl'", true)]
    [InlineData(CustomFieldKind.PickOne, "'XL'", true)]
    [InlineData(CustomFieldKind.PickOne, "'Extra large'", false)]
    [InlineData(CustomFieldKind.PickOne, "['xl']", false)]
    [InlineData(CustomFieldKind.PickMany, "['xl','s']", true)]
    [InlineData(CustomFieldKind.PickMany, "[]", true)]
    [InlineData(CustomFieldKind.PickMany, "['xl','m']", false)]
    [InlineData(CustomFieldKind.PickMany, "'xl'", false)]
    [InlineData(CustomFieldKind.Date, "'2026-02-28'", true)]
    [InlineData(CustomFieldKind.Date, "'2026-02-28T10:00:00+02:00'", true)]
    [InlineData(CustomFieldKind.Date, "'2026-02-30'", false)]
    [InlineData(CustomFieldKind.Date, "'1899-12-31'", false)]
    [InlineData(CustomFieldKind.Date, "20260228", false)]
    [InlineData(CustomFieldKind.WholeNumber, "42", true)]
    [InlineData(CustomFieldKind.WholeNumber, "'42'", true)]
    [InlineData(CustomFieldKind.WholeNumber, "42.0", true)]
    [InlineData(CustomFieldKind.WholeNumber, "42.5", false)]
    [InlineData(CustomFieldKind.WholeNumber, "'042'", false)]
    [InlineData(CustomFieldKind.Decimal, "-4.25", true)]
    [InlineData(CustomFieldKind.Decimal, "'4,25'", false)]
    [InlineData(CustomFieldKind.Decimal, "12345678901234567890123456789", false)]
    [InlineData(CustomFieldKind.Currency, "100.5", true)]
    [InlineData(CustomFieldKind.Currency, "true", false)]
    [InlineData(CustomFieldKind.Currency, "null", true)]
    public void A_value_fits_its_kind_or_is_named(CustomFieldKind kind, string value, bool fits)
    {
        var faults = CustomValues.Faults(Some.Json("{'customFields':{'size':" + value + "}}"), [Field(kind)]);
        Assert.Equal(fits ? [] : ["customFields.size"], faults.Keys);
    }

    [Fact]
    public void What_nobody_defined_takes_anything() =>
        Assert.Empty(CustomValues.Faults(Some.Json("{'customFields':{'other':{'a':[1]}}}"), [Field(CustomFieldKind.Date)]));

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("Buyer", null, false)]
    [InlineData("Buyer", "Lead", true)]
    [InlineData("Seller", "Lead", false)]
    public void A_field_is_shown_in_its_segments_and_stages(string? segment, string? stage, bool shown) =>
        Assert.Equal(shown, (Field(CustomFieldKind.Text) with { Segments = ["Buyer"], Stages = ["Lead"] }).IsShownIn(segment, stage));

    private static CustomField Field(CustomFieldKind kind) =>
        new("size", "Size", kind, kind is CustomFieldKind.PickOne or CustomFieldKind.PickMany ? [new("xl", "Extra large"), new("s", "Small")] : [], null, [], []);
}
