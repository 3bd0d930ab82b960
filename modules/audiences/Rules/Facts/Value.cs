using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Audiences.Rules;

/// <summary>One value of a contact or an event; the operator decides how it is read.</summary>
internal readonly partial struct Value
{
    private readonly object? _plain;
    private readonly JsonElement _json;

    private Value(object? plain, JsonElement json) => (_plain, _json) = (plain, json);

    public static Value Of(string? text) => new(text, default);
    public static Value Of(bool flag) => new(flag, default);
    public static Value Of(Moment moment) => new(moment, default);
    public static Value Of(decimal number) => new(number, default);
    public static Value Of(JsonElement json) => new(null, json);

    /// <summary>The same to every operator, without the document it was read from where it is a text, a number or a boolean.</summary>
    public static Value Kept(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String when TryString(json, out var text) => Of(text),
        JsonValueKind.Number when Number.TryRead(json, out var number) => Of(number),
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        _ => Of(json.Clone()),
    };

    public bool IsJson => _plain is null;

    /// <summary>A JSON number; not text that reads as one.</summary>
    public bool IsNumber => _plain is decimal || (_plain is null && _json.ValueKind == JsonValueKind.Number);

    public JsonElement Json => _json;

    /// <summary><c>null</c>, <c>""</c>, blanks and <c>[]</c>; not 0, not false, not an object.</summary>
    public bool IsMissing => _plain switch
    {
        null => _json.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => true,
            JsonValueKind.String => !TryString(_json, out var text) || string.IsNullOrWhiteSpace(text),
            JsonValueKind.Array => _json.GetArrayLength() == 0,
            _ => false,
        },
        string text => string.IsNullOrWhiteSpace(text),
        _ => false,
    };

    /// <summary>Text as it is, numbers in their shortest form, booleans as <c>true</c> and <c>false</c>; not what is missing.</summary>
    public bool TryText(out string text)
    {
        text = _plain switch
        {
            string plain => plain,
            bool flag => flag ? "true" : "false",
            decimal number => Number.Shortest(number),
            null => _json.ValueKind switch
            {
                JsonValueKind.String => TryString(_json, out var read) ? read : "",
                JsonValueKind.Number => Number.Shortest(_json),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => "",
            },
            _ => "",
        };
        return !string.IsNullOrWhiteSpace(text);
    }

    /// <summary>JSON numbers, and text that is wholly a JSON number.</summary>
    public bool TryNumber(out decimal number)
    {
        number = 0;
        if (_plain is decimal plain)
        {
            number = plain;
            return true;
        }
        return _plain switch
        {
            string text => Number.TryRead(text, out number),
            null when _json.ValueKind == JsonValueKind.Number => Number.TryRead(_json, out number),
            null when _json.ValueKind == JsonValueKind.String => TryString(_json, out var text) && Number.TryRead(text, out number),
            _ => false,
        };
    }

    /// <summary>JSON booleans, and the words for them.</summary>
    public bool TryBoolean(out bool flag)
    {
        flag = false;
        if (_plain is bool plain)
        {
            flag = plain;
            return true;
        }
        if (_json.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            flag = _json.ValueKind == JsonValueKind.True;
            return true;
        }
        return (_plain is string || _json.ValueKind == JsonValueKind.String) && TryText(out var text) && bool.TryParse(text, out flag)
            && text.Length == (flag ? 4 : 5);
    }

    /// <summary>RFC 3339 instants and dates in text.</summary>
    public bool TryMoment(out Moment moment)
    {
        moment = default;
        switch (_plain)
        {
            case Moment plain:
                moment = plain;
                return true;
            case string text:
                return Moment.TryRead(text, out moment);
            case null when _json.ValueKind == JsonValueKind.String:
                return TryString(_json, out var read) && Moment.TryRead(read, out moment);
            default:
                return false;
        }
    }

    /// <summary>False for a lone surrogate, which <see cref="JsonElement.GetString"/> throws on: such text is not readable.</summary>
    private static bool TryString(JsonElement json, out string text)
    {
        try
        {
            text = json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}

/// <summary>Numbers are decimals of 28 digits, so that money adds up and no two ways of writing one differ.</summary>
internal static class Number
{
    public static bool TryRead(JsonElement json, out decimal number) => TryRead(JsonMarshal.GetRawUtf8Value(json), out number);

    /// <param name="json">A JSON number.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, out decimal number) =>
        decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    public static bool TryRead(string text, out decimal number)
    {
        number = 0;
        return IsJson(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    public static string Shortest(JsonElement json) => TryRead(json, out var number) ? Shortest(number) : json.GetRawText();

    /// <summary>Digits without an exponent, a plus sign or zeros that say nothing.</summary>
    public static string Shortest(decimal number) =>
        number == 0 ? "0" : number.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The grammar of RFC 8259: no plus sign, no leading zero, no bare point, no blanks.</summary>
    public static bool IsJson(ReadOnlySpan<char> text)
    {
        text = text is ['-', ..] ? text[1..] : text;
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
        {
            return false;
        }
        text = text[whole..];
        if (text is ['.', ..])
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0)
            {
                return false;
            }
            text = text[(fraction + 1)..];
        }
        if (text is ['e' or 'E', ..])
        {
            text = text is [_, '+' or '-', ..] ? text[2..] : text[1..];
            return text.Length > 0 && Digits(text) == text.Length;
        }
        return text.IsEmpty;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
