using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Reads what texts, numbers and booleans are compared with.</summary>
internal static class Literals
{
    public const int LongestText = 1000, MostValues = 1000;

    public static Scalar? One(Part part, JsonElement value, FieldKind kind) =>
        Read(part, "value", value, kind) is { } literal ? new Scalar(literal) : null;

    public static Several? Several(Part part, JsonElement value, FieldKind kind)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MostValues)
        {
            part.Refuse("value", $"must be a list of 1 to {MostValues} values.");
            return null;
        }
        var literals = value.EnumerateArray().Select((item, index) => Read(part, $"value[{index}]", item, kind)).ToArray();
        return literals.Contains(null) ? null : new Several([.. literals.OfType<Literal>()]);
    }

    /// <summary>Part of a text: blanks may be meant.</summary>
    public static Scalar? Piece(Part part, JsonElement value) =>
        Text(part, "value", value) is { } text ? new Scalar(new TextLiteral(text)) : null;

    public static Scalar? Limit(Part part, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            part.Refuse("value", value.ValueKind == JsonValueKind.String ? "must be a number: write it without quotes." : "must be a number.");
            return null;
        }
        return NumberOf(part, "value", value) is { } number ? new Scalar(new NumberLiteral(number)) : null;
    }

    public static decimal? NumberOf(Part part, string member, JsonElement value)
    {
        var digits = value.GetRawText().Split('e', 'E')[0].Where(char.IsAsciiDigit).SkipWhile(digit => digit == '0').Count();
        if (Number.TryRead(value, out var number) && digits <= 28 && (number != 0 || digits == 0))
        {
            return number;
        }
        part.Refuse(member, "has more than 28 digits or lies outside ±7.9e27.");
        return null;
    }

    private static Literal? Read(Part part, string member, JsonElement value, FieldKind kind)
    {
        var open = kind is FieldKind.Open;
        switch (value.ValueKind)
        {
            case JsonValueKind.String when kind is not (FieldKind.Boolean or FieldKind.Number):
                return Text(part, member, value) is { } text && IsSomething(part, member, text) ? new TextLiteral(text) : null;
            case JsonValueKind.Number when open || kind == FieldKind.Number:
                return NumberOf(part, member, value) is { } number ? new NumberLiteral(number) : null;
            case JsonValueKind.True or JsonValueKind.False when open || kind == FieldKind.Boolean:
                return new BooleanLiteral(value.GetBoolean());
            default:
                part.Refuse(member, Expected(kind, value.ValueKind));
                return null;
        }
    }

    private static string Expected(FieldKind kind, JsonValueKind given) => kind switch
    {
        FieldKind.Boolean => "must be true or false.",
        FieldKind.Number => "must be a number.",
        FieldKind.Open when given == JsonValueKind.Null => "must not be null: ask `exists` or `notExists`.",
        FieldKind.Open => "must be text, a number, true or false.",
        _ when given == JsonValueKind.Array => "must be one text: for several use `in`.",
        _ => "must be text.",
    };

    private static bool IsSomething(Part part, string member, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            return true;
        }
        part.Refuse(member, "is blank, and blank values are missing: ask `exists` or `notExists`.");
        return false;
    }

    private static string? Text(Part part, string member, JsonElement value)
    {
        var text = Part.ReadText(value, out var problem);
        if (text is { Length: > 0 and <= LongestText })
        {
            return text;
        }
        part.Refuse(member, problem ?? (text is null ? "must be text." : $"must have 1 to {LongestText} characters."));
        return null;
    }
}
