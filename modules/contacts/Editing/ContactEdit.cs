using Contracts;
using Orleans;

namespace Contacts;

internal enum EditKind
{
    /// <summary>Absent stays, null clears, objects merge by key, lists add.</summary>
    Upsert = 0,
    /// <summary>JSON Merge Patch: objects merge all the way down, lists are replaced.</summary>
    Patch = 1,
    Tag = 2,
    Untag = 3,
    Archive = 4,
    Unarchive = 5,
    /// <summary>Upsert by a row of a file.</summary>
    Import = 6,
    PinIn = 7,
    PinOut = 8,
    Unpin = 9,
    Share = 10,
    Unshare = 11,
    /// <summary>Put away for a team.</summary>
    TeamArchive = 12,
    TeamUnarchive = 13,
    /// <summary>It had a part in a conversation.</summary>
    Converse = 14,
    /// <summary>What the organisation took out is replaced, as if it had never been otherwise.</summary>
    Replace = 15,
    /// <summary>What an import wrote is taken back.</summary>
    UndoImport = 16,
    /// <summary>The account that it was pulled from has it no more.</summary>
    Depart = 17,
}

/// <param name="Text">
/// The checked JSON body, the tag, the reason of archiving, the id of the audience to pin in, that of the team, a <see cref="Meeting"/>, replacements
/// as JSON, the id of the import to take back, or an account.
/// </param>
/// <param name="User">What <c>assignedTo: me</c> means.</param>
/// <param name="Mark">Of an import.</param>
/// <param name="Reason">Of archiving for a team; that an import which is taken back had made the contact.</param>
/// <param name="Steps">Of the pairs that the contact may be in after it; null when it touches neither stage, segment nor step.</param>
[GenerateSerializer, Immutable, Alias("contact-edit")]
internal sealed record ContactEdit(
    [property: Id(0)] EditKind Kind, [property: Id(1)] string Text, [property: Id(2)] Stamp Stamp, [property: Id(3)] string? User,
    [property: Id(4)] ImportMark? Mark = null, [property: Id(5)] string? Reason = null, [property: Id(6)] KnownSteps? Steps = null);

/// <summary>What an import leaves on the contacts that it writes to.</summary>
/// <param name="Previous">The owner's import before it, whose mark stays; older ones go.</param>
/// <param name="Row">Of the file, from 1; 0 before it is known.</param>
[GenerateSerializer, Immutable, Alias("import-mark")]
internal sealed record ImportMark(
    [property: Id(0)] string Owner, [property: Id(1)] string Import, [property: Id(2)] string? Previous, [property: Id(3)] int Row = 0)
{
    /// <summary>The static audience into which it puts them.</summary>
    [Id(4)] public string? Audience { get; init; }

    /// <summary>The row, or a later one, has been written to the contact.</summary>
    public bool IsOn(Profile profile) =>
        profile.Imports.Any(held => held.Owner == Owner && held.Import == Import && held.Row >= Row);
}
