using System.Text;

namespace Contacts;

/// <summary>The form in which addresses are compared. Null: it cannot be read, so it is kept and never matched.</summary>
internal static class NormalForm
{
    private const int LongestEmail = 320;
    private const string PhonePunctuation = " -.()/\u00A0\u2009\u202F\u2010\u2011\u2012\u2013\u2014";

    /// <summary>Trimmed and lower-case; dots and +suffixes are kept, since they tell people apart at most providers.</summary>
    public static string? Email(string value)
    {
        var text = value.Trim();
        var at = text.LastIndexOf('@');
        var readable = at > 0 && at < text.Length - 1 && text.Length <= LongestEmail && !text.Any(char.IsWhiteSpace);
        return readable ? text.ToLowerInvariant() : null;
    }

    /// <summary>
    /// E.164 of numbers that name their country by + or 00. National numbers need numbering plans, which this project
    /// does not carry; guessing would match strangers.
    /// </summary>
    public static string? Phone(string value)
    {
        // +44 (0)20 …: the bracketed zero is the national prefix, which is not dialled from abroad.
        var text = value.Trim().Replace("(0)", "", StringComparison.Ordinal);
        var digits = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i])) digits.Append(text[i]);
            else if (!(text[i] == '+' && i == 0) && !PhonePunctuation.Contains(text[i])) return null;
        }
        var number = digits.ToString();
        if (!text.StartsWith('+'))
        {
            if (!number.StartsWith("00", StringComparison.Ordinal)) return null;
            number = number[2..];
        }
        // No country code begins with 0; ITU E.164 has at most 15 digits, and no plan has fewer than 7 with its code.
        return number.Length is >= 7 and <= 15 && number[0] != '0' ? "+" + number : null;
    }
}
