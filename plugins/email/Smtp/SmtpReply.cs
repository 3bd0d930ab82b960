namespace Plugins.Email.Smtp;

/// <summary>What a server answered to one command.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Lines">Without the code.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 400;

    public bool IsPermanent => Code >= 500;

    /// <summary>The enhanced status (RFC 3463), such as 5.1.1; null when there is none.</summary>
    public string? Status { get; } = StatusIn(Lines[0]);

    /// <summary>As it may be shown: one line, not long.</summary>
    public override string ToString()
    {
        var text = $"{Code} {string.Join(' ', Lines)}".Trim();
        return text.Length <= 300 ? text : $"{text[..300]}…";
    }

    private static string? StatusIn(string line)
    {
        var word = line.Split(' ')[0];
        var parts = word.Split('.');
        return parts is [['2' or '4' or '5'], { Length: >= 1 and <= 3 }, { Length: >= 1 and <= 3 }] && parts.All(part => part.All(char.IsAsciiDigit)) ? word : null;
    }
}
