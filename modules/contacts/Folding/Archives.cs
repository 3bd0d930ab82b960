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
    public static Profile Settled(this Profile profile, Instant now)
    {
        if (profile is not { Archived: null, Correspondence.ArchiveAt: { } at } || at > now)
            return profile;
        return profile.ArchivedAt(now) is { } archived
            ? profile.Noted(true, archived.At, archived.By, archived.Reason, null) with { Archived = archived }
            // Something kept it from that when its time came, which does not come again.
            : profile with { Correspondence = profile.Correspondence with { ArchiveAt = null } };
    }

    /// <summary>What a person puts away no message brings back, also where the rule had done so before.</summary>
    public static Profile Archive(this Profile profile, Stamp stamp, string reason) =>
        profile.Archived is { By: not AutoArchive.By } ? profile
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

    /// <summary>The first copy says when; one that is told later and was earlier moves what is still to come.</summary>
    public static Profile Copied(this Profile profile, Instant at, Instant? archiveAt)
    {
        var known = profile.Correspondence;
        var isFirst = known.CopiedAt is null;
        return profile with
        {
            Correspondence = known with
            {
                CopiedAt = Earlier(known.CopiedAt, at),
                ArchiveAt = isFirst ? archiveAt : known.ArchiveAt is null || at >= known.CopiedAt ? known.ArchiveAt : Earlier(known.ArchiveAt, archiveAt),
            },
        };
    }

    public static Instant? Earlier(Instant? one, Instant? other) => one is null || other < one ? other ?? one : one;

    private static Profile Noted(this Profile profile, bool isIn, Instant at, string by, string reason, string? team) => profile with
    {
        ArchiveHistory = [.. profile.ArchiveHistory.TakeLast(MostKept - 1), new(isIn, at, by, reason, team)],
    };
}
