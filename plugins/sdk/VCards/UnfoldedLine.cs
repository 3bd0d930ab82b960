using System.Text;

namespace Audiences.Sdk;

/// <summary>A line as it was before it was folded. Each letter is looked at once, however many pieces it comes in.</summary>
internal sealed class UnfoldedLine
{
    private readonly StringBuilder text = new();
    private bool isInQuotes;
    private bool hasColon;
    private bool isHeadKnown;
    private bool isQuotedPrintable;

    public bool IsEmpty => text.Length == 0;

    public bool IsFull => text.Length >= BoundedLines.Longest;

    /// <summary>In quoted-printable a "=" at the end says that the next piece belongs to it, whatever it begins with.</summary>
    public bool GoesOn => isQuotedPrintable && !IsEmpty && !IsFull && text[^1] == '=';

    public void Append(ReadOnlySpan<char> piece)
    {
        var from = text.Length;
        text.Append(piece);
        for (var at = 0; at < piece.Length && !isHeadKnown; at++)
        {
            if (piece[at] == '"') isInQuotes = !isInQuotes;
            // One in quotes is part of a parameter, unless there is no other.
            if (piece[at] != ':' || (isInQuotes && hasColon)) continue;
            (hasColon, isHeadKnown) = (true, !isInQuotes);
            isQuotedPrintable = from + at > 0 && text.ToString(0, from + at).Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);
        }
    }

    public void DropLast() => text.Length--;

    /// <summary>The whole of it; it is empty then.</summary>
    public string Take()
    {
        var whole = text.ToString();
        text.Clear();
        (isInQuotes, hasColon, isHeadKnown, isQuotedPrintable) = (false, false, false, false);
        return whole;
    }
}
