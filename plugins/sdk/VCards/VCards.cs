namespace Audiences.Sdk;

/// <summary>Address cards as phones, mail programs and address books write them: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350).</summary>
public static class VCards
{
    /// <summary>
    /// The people and organisations of the text, one card at a time, without external ids. What is malformed is left out line by line,
    /// groups and places as a whole.
    /// </summary>
    /// <returns>Null for a card that has no end; it is the last one.</returns>
    public static IEnumerable<Contact?> Read(TextReader text)
    {
        foreach (var card in VCardReader.Read(text))
            if (card is null) yield return null;
            else if (VCardContact.Of(card) is { } contact) yield return contact;
    }
}
