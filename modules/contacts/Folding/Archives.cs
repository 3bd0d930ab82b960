using Contracts;

namespace Contacts;

/// <summary>A profile's archives, its owner's and those of teams: what goes in and out, and the history of it.</summary>
internal static class Archives
{
    // Enough for anybody to see what happened; a program that flips it for ever keeps the rest out.
    private const int MostKept = 100;

    /// <summary>In its owner's archive at that instant: put there, or by the rule, which nobody need have written down.</summary>
    public static Archived? ArchivedAt(this Profile profile, Instant now) =>
        profile.Archived ?? (AutoArchive.DueAt(profile, profile.IsOrganized()) is { } due && due <= now ? new Archived(due, AutoArchive.By, AutoArchive.Reason) : null);

    /// <summary>Writes down what time has done by then: the change that follows finds it done, and cannot undo it by the way.</summary>
    public static Profile Settled(this Profile profile, Instant now) =>
        profile is { Archived: null, Correspondence.ArchiveAt: not null } && profile.ArchivedAt(now) is { } archived
            ? profile.Noted(true, archived.At, archived.By, archived.Reason, null) with { Archived = archived }
            : profile;

    public static Profile Archive(this Profile profile, Stamp stamp, string reason) =>
        profile.Archived is not null ? profile
        : profile.Noted(true, stamp.At, stamp.By, reason, null) with { Archived = new(stamp.At, stamp.By, reason) };

    public static Profile Unarchive(this Profile profile, Stamp stamp, string reason) =>
        profile.Archived is null ? profile
        : profile.Noted(false, stamp.At, stamp.By, reason, null) with { Archived = null, UnarchivedByPerson = true };

    public static Profile SetTeamArchive(this Profile profile, string team, bool isIn, Stamp stamp, string reason) =>
        profile.Teams.TryGetValue(team, out var held) && held.Archived is null == isIn
            ? profile.Noted(isIn, stamp.At, stamp.By, reason, team) with
            {
                Teams = profile.Teams.SetItem(team, held with { Archived = isIn ? new(stamp.At, stamp.By, reason) : null }),
            }
            : profile;

    /// <summary>What the rule archived comes back when a message comes from it or goes to it.</summary>
    public static Profile Met(this Profile profile, Instant at, Stamp stamp)
    {
        var met = profile with { Correspondence = profile.Correspondence with { DirectAt = Earlier(profile.Correspondence.DirectAt, at) } };
        return profile.Archived is { By: AutoArchive.By }
            ? met.Noted(false, stamp.At, stamp.By, "direct interaction", null) with { Archived = null }
            : met;
    }

    public static Profile Copied(this Profile profile, Instant at, Instant? archiveAt) => profile with
    {
        Correspondence = profile.Correspondence with
        {
            CopiedAt = Earlier(profile.Correspondence.CopiedAt, at), ArchiveAt = Earlier(profile.Correspondence.ArchiveAt, archiveAt),
        },
    };

    public static Instant? Earlier(Instant? one, Instant? other) => one is null || other < one ? other ?? one : one;

    private static Profile Noted(this Profile profile, bool isIn, Instant at, string by, string reason, string? team) => profile with
    {
        ArchiveHistory = [.. profile.ArchiveHistory.TakeLast(MostKept - 1), new(isIn, at, by, reason, team)],
    };
}
