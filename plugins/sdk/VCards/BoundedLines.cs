using System.Text;

namespace Audiences.Sdk;

/// <summary>Lines with any line end. Of one that is longer than anything of a card but a picture, the rest is left out.</summary>
internal sealed class BoundedLines(TextReader text)
{
    /// <summary>In characters.</summary>
    public const int Longest = 64 * 1024;

    private readonly char[] buffer = new char[16 * 1024];
    private readonly StringBuilder line = new();
    private int at;
    private int filled;
    private bool hasBegun;

    /// <summary>Null at the end.</summary>
    public string? Next()
    {
        line.Clear();
        if (Peek() < 0) return null;
        if (!hasBegun && Peek() == '\ufeff') at++;
        hasBegun = true;
        while (Peek() is var letter and >= 0)
        {
            at++;
            if (letter == '\r' && Peek() == '\n') at++;
            if (letter is '\r' or '\n') break;
            if (line.Length < Longest) line.Append((char)letter);
        }
        return line.ToString();
    }

    private int Peek()
    {
        if (at == filled) (at, filled) = (0, text.Read(buffer, 0, buffer.Length));
        return at < filled ? buffer[at] : -1;
    }
}
