namespace Tests.Journeys.Privacy;

/// <summary>What an office is to hold, in the plainest words: two users and two teams, contacts as sets, everything looked at anew.</summary>
internal sealed class PlainOffice
{
    public const int Users = 3, Teams = 2;

    private readonly HashSet<(int Team, int User)> inTeam = [];

    public List<PlainContact> Contacts { get; } = [];
    public DateTimeOffset Now { get; set; }

    public bool IsIn(int team, int user) => inTeam.Contains((team, user));

    public void SetIn(int team, int user, bool isIn)
    {
        if (isIn) inTeam.Add((team, user));
        else inTeam.Remove((team, user));
    }

    public IEnumerable<PlainContact> Live => Contacts.Where(contact => !contact.Erased);

    /// <summary>In the archive of its owner: put there, or by the rule, from the instant on.</summary>
    public bool IsArchived(PlainContact contact) => contact.Archived || contact.ArchivesAt <= Now;

    /// <summary>The teams by which the user sees somebody else's contact.</summary>
    public int[] SeenBy(int user, PlainContact contact) =>
        [.. Enumerable.Range(0, Teams).Where(team => IsIn(team, user) && contact.Shared.ContainsKey(team) && !IsArchived(contact))];

    public bool Sees(int user, PlainContact contact) => !contact.Erased && (contact.Owner == user || SeenBy(user, contact).Length > 0);

    /// <summary>By the audience's name: whom the user finds in it; audiences that he does not see are not there.</summary>
    public SortedDictionary<string, string> Shown(int user)
    {
        var own = Live.Where(contact => contact.Owner == user).ToArray();
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["My People"] = Names(own.Where(contact => !IsArchived(contact))),
            ["Archived People"] = Names(own.Where(IsArchived)),
            ["My Focus"] = Names(own.Where(contact => !IsArchived(contact) && contact.IsOrganized)),
            // A custom one over the first team's contacts: empty for whom it has lost.
            ["Team vips"] = Names(Of(0, user).Where(contact => !contact.Shared[0] && contact.Tags.Contains("vip"))),
        };
        for (var team = 0; team < Teams; team++)
            if (IsIn(team, user))
            {
                var (of, all) = (team, Of(team, user).ToArray());
                shown[$"Shared {team}"] = Names(all.Where(contact => !contact.Shared[of]));
                shown[$"Archived {team}"] = Names(all.Where(contact => contact.Shared[of]));
            }
        return shown;
    }

    private IEnumerable<PlainContact> Of(int team, int user) =>
        IsIn(team, user) ? Live.Where(contact => contact.Shared.ContainsKey(team) && !IsArchived(contact)) : [];

    private static string Names(IEnumerable<PlainContact> contacts) => string.Join(' ', contacts.Select(contact => contact.Number).Order());
}

internal sealed class PlainContact(int number, int owner, bool automatic)
{
    public int Number => number;
    public int Owner => owner;
    public string Id { get; set; } = "";
    public bool Erased { get; set; }
    public HashSet<string> Tags { get; } = [];
    public string? Segment { get; set; }
    public bool Archived { get; set; }
    public bool ByRule { get; set; }

    /// <summary>By team: whether it is in that team's archive.</summary>
    public Dictionary<int, bool> Shared { get; } = [];

    public DateTimeOffset? CopiedAt { get; set; }
    public bool Met { get; set; }
    public bool TakenOutByHand { get; set; }

    /// <summary>Something kept it from the archive when its time came.</summary>
    public bool Spared { get; set; }

    public bool IsPersonal => Segment == "Family";
    public bool IsOrganized => Tags.Count > 0 || Segment is not null;

    public DateTimeOffset? Due => automatic && !Spared ? CopiedAt?.AddDays(30) : null;

    public DateTimeOffset? ArchivesAt => !Met && !TakenOutByHand && !IsOrganized && Shared.Count == 0 ? Due : null;
}
