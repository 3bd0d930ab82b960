using System.Text;

namespace Plugins.Email.Bounces;

/// <summary>A mail, or a part of one, as far as reports need it: headers, content, and the parts in it.</summary>
/// <remarks>Mails are anybody's to write: what is malformed is read as far as it goes, and never thrown at.</remarks>
internal sealed class MailPart
{
    private const int Deepest = 6, MostParts = 100;

    private readonly Dictionary<string, string> _headers;

    private MailPart(Dictionary<string, string> headers, string content) => (_headers, Content) = (headers, content);

    /// <summary>Not decoded.</summary>
    public string Content { get; }

    /// <summary>Lowercase, without parameters.</summary>
    public string Type => (Header("Content-Type") ?? "text/plain").Split(';')[0].Trim().ToLowerInvariant();

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <param name="raw">Bytes as they came; each is read as one character, since what matters is ASCII.</param>
    public static MailPart Read(ReadOnlySpan<byte> raw) => Read(Encoding.Latin1.GetString(raw).Replace("\r\n", "\n", StringComparison.Ordinal));

    public static MailPart Read(string text)
    {
        var end = text.StartsWith('\n') ? 0 : text.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? new(Fields(text), "") : new(Fields(text[..end]), text[(end + (end == 0 ? 1 : 2))..]);
    }

    /// <summary>This and all within.</summary>
    public IEnumerable<MailPart> All() => All(0).Take(MostParts);

    /// <summary>Fields of "Name: value", a line that begins with a blank going on with the one before; of two with a name the first.</summary>
    public static Dictionary<string, string> Fields(string block)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in block.Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal).Split('\n'))
            if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0) fields.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
        return fields;
    }

    /// <summary>The content as text.</summary>
    public string Decoded()
    {
        try
        {
            return Header("Content-Transfer-Encoding")?.Trim().ToLowerInvariant() switch
            {
                "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(Content)).Replace("\r\n", "\n", StringComparison.Ordinal),
                _ => Content,
            };
        }
        catch (FormatException)
        {
            return Content;
        }
    }

    private IEnumerable<MailPart> All(int depth)
    {
        yield return this;
        if (depth == Deepest || !Type.StartsWith("multipart/", StringComparison.Ordinal) || Boundary() is not { } boundary) yield break;
        foreach (var text in $"\n{Content}".Split($"\n--{boundary}").Skip(1).TakeWhile(text => !text.StartsWith("--", StringComparison.Ordinal)).Take(MostParts))
            foreach (var part in Read(text.IndexOf('\n', StringComparison.Ordinal) is var line and >= 0 ? text[(line + 1)..] : "").All(depth + 1))
                yield return part;
    }

    private string? Boundary()
    {
        foreach (var parameter in Header("Content-Type")!.Split(';').Skip(1))
            if (parameter.Split('=', 2) is [var name, var value] && name.Trim().Equals("boundary", StringComparison.OrdinalIgnoreCase))
                return value.Trim().Trim('"') is { Length: > 0 } boundary ? boundary : null;
        return null;
    }
}
