using System.Text;

namespace Plugins.Email.Mime;

/// <summary>Text in headers: as it is if that is safe, else as encoded words of whole characters (RFC 2047), folded (RFC 5322).</summary>
internal static class HeaderText
{
    // A line with an encoded word has at most 76 characters. 39 bytes are 52 in Base64, "=?utf-8?B?" and "?=" are 12, and the longest name "Reply-To: " 10.
    private const int BytesInWord = 39, LongestLine = 76, LongestWord = 60;

    /// <summary>A header of free text.</summary>
    public static string Unstructured(string name, string text)
    {
        var words = IsPlain(text) ? text.Split(' ') : Encoded(text);
        return Folded($"{name}:", words);
    }

    /// <summary>A header with one address.</summary>
    public static string Address(string name, System.Net.Mail.MailAddress address)
    {
        var bracketed = $"<{MailAddressForm.Of(address)}>";
        return Folded($"{name}:", address.DisplayName.Length == 0 ? [bracketed] : [.. Phrase(address.DisplayName), bracketed]);
    }

    /// <summary>Words with blanks between, broken into lines before a blank; a word that is too long has a line of its own.</summary>
    public static string Folded(string start, IEnumerable<string> words)
    {
        var (folded, width) = (new StringBuilder(start), start.Length);
        foreach (var word in words)
        {
            if (width + 1 + word.Length > LongestLine && width > start.Length)
            {
                folded.Append("\r\n");
                width = 0;
            }
            folded.Append(' ').Append(word);
            width += 1 + word.Length;
        }
        return folded.Append("\r\n").ToString();
    }

    private static IEnumerable<string> Phrase(string name)
    {
        if (!IsPlain(name)) return Encoded(name);
        return [$"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""];
    }

    // Blanks at the ends, and several together, would not survive folding everywhere.
    private static bool IsPlain(string text) =>
        text.All(each => each is >= ' ' and < '\x7f') && !text.Contains("=?", StringComparison.Ordinal) && text.Split(' ').All(word => word.Length is > 0 and <= LongestWord);

    private static IEnumerable<string> Encoded(string text)
    {
        var word = new List<byte>(BytesInWord);
        var rune = new byte[4];
        foreach (var each in text.EnumerateRunes())
        {
            var length = each.EncodeToUtf8(rune);
            if (word.Count + length > BytesInWord)
            {
                yield return Word(word);
                word.Clear();
            }
            word.AddRange(rune.AsSpan(0, length));
        }
        if (word.Count > 0) yield return Word(word);
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}
