namespace Contacts;

/// <summary>
/// Programs in whose files some columns mean something else than elsewhere. A file is theirs when it has all columns of the signature;
/// what is not said here is read as in any file.
/// </summary>
internal sealed record FileFormat(string[] Signature, IReadOnlyDictionary<string, Meaning> Columns)
{
    private static readonly FileFormat[] All =
    [
        // Mailchimp: where its address was looked up, not where somebody lives. Cleaned are addresses that bounced.
        new(["emailaddress", "memberrating"], new Dictionary<string, Meaning>
        {
            ["region"] = Meaning.Trait("REGION"), ["cc"] = Meaning.Trait("CC"),
            ["cleantime"] = new((draft, column, cell) => draft.OptOut(cell, "the address bounced", column), "unsubscribedAt"),
            ["unsubreason"] = new((draft, _, cell) => draft.OptOutReason(cell), null),
        }),
        // Salesforce: a data export holds what lies in the recycle bin too.
        new(["lastname", "mailingstreet"], new Dictionary<string, Meaning>
        {
            ["isdeleted"] = new((draft, column, cell) => draft.Deleted(cell, column), null), ["name"] = Meaning.Nothing,
        }),
        // An export of ours: what a write ignores. The id of another program stays a trait.
        new(["externalid", "createdat", "origin"], Ignored(
            "id", "contactid", "book", "owner", "origin", "imported", "organized", "archived", "firstseen", "lastseen", "createdat", "updatedat", "version", "since")),
    ];

    private static readonly FileFormat Any = new([], new Dictionary<string, Meaning>());

    public static FileFormat Of(IReadOnlyCollection<string> keys) =>
        Array.Find(All, format => format.Signature.All(keys.Contains)) ?? Any;

    private static Dictionary<string, Meaning> Ignored(params ReadOnlySpan<string> keys)
    {
        var ignored = new Dictionary<string, Meaning>();
        foreach (var key in keys) ignored.Add(key, Meaning.Nothing);
        return ignored;
    }
}
