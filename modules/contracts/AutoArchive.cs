namespace Contracts;

/// <summary>
/// Who was made from conversations and only ever in copy is archived at an instant that is known from the beginning: nobody has to come by
/// and do it. What the profile says of that instant is written down with the next change of the contact.
/// </summary>
public static class AutoArchive
{
    public const string By = "rule:auto-archive", Reason = "auto";

    /// <summary>When the rule archives it, be that past or still to come; null when never.</summary>
    /// <param name="organized">A person or an import has given it a tag, a stage, a segment, or edited it.</param>
    public static Instant? DueAt(Profile profile, bool organized) =>
        profile is { Archived: null, Origin: "conversation", UnarchivedByPerson: false, Correspondence: { ArchiveAt: { } at, DirectAt: null }, Teams.IsEmpty: true }
        && !organized && !IsAssigned(profile) && !profile.Pins.Values.Any(pin => pin.In)
            ? at : null;

    private static bool IsAssigned(Profile profile) => profile.Values.TryGetValue("assignedTo", out var held) && held.Json != "null";
}
