namespace Audiences.Rules;

internal enum TokenKind { Word, Quoted, Open, Close, Comma, End }

/// <summary>A piece of a definition's text form.</summary>
/// <param name="Text">Of a quoted one what it stands for, without quotes and escapes.</param>
/// <param name="From">Where it begins in the text, from 0.</param>
/// <param name="To">Where it ends.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int From, int To)
{
    private const int MostShown = 40;

    /// <summary>Words of the language are read whatever their case.</summary>
    public bool Says(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>It may be a name or a value: quoted, or a word that the language has no use for.</summary>
    public bool IsName => Kind == TokenKind.Quoted || (Kind == TokenKind.Word && !Spelling.IsReserved(Text));

    /// <summary>As an error shows it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Quoted => $"`\"{Short}\"`",
        _ => $"`{Short}`",
    };

    private string Short => Text.Length <= MostShown ? Text : $"{Text[..(char.IsHighSurrogate(Text[MostShown - 1]) ? MostShown - 1 : MostShown)]}…";
}
