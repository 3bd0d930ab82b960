using System.Globalization;

namespace Tests.Sharing.Managed;

/// <summary>What managed audiences should be, in the plainest way: looked up anew after every deed.</summary>
internal sealed class PlainManaged
{
    public const int People = 3, Sets = 2;
    public const string Everyone = "everyone", Team = "team";

    public PlainSet?[] All { get; } = new PlainSet?[Sets];

    public PlainPerson[] Persons { get; } = [.. Enumerable.Range(0, People).Select(_ => new PlainPerson())];

    /// <summary>What users have, by set and person.</summary>
    public Dictionary<(int Set, int Person), PlainAudience> Has { get; } = [];

    /// <summary>What was managed, was used when it was stopped, and is a user's own since.</summary>
    public List<(int Person, PlainAudience Audience)> Kept { get; } = [];

    /// <summary>Ids of what was not used when it was stopped.</summary>
    public List<string> Gone { get; } = [];

    /// <returns>Whether it can be done.</returns>
    public bool Do(ManagedDeed deed)
    {
        var (set, person, had) = (All[deed.Set], Persons[deed.Person], Has.GetValueOrDefault((deed.Set, deed.Person)));
        switch (deed.Deed)
        {
            case Deed.Create when set is null && MayName(deed.Recipients, []): All[deed.Set] = new() { Plan = deed.Plan, Recipients = [.. deed.Recipients] }; break;
            case Deed.Edit when set is not null && MayName(deed.Recipients, set.Recipients):
                (set.Plan, set.Recipients) = (deed.Plan, [.. deed.Recipients]);
                set.Stopped.ExceptWith(deed.Recipients);
                break;
            case Deed.End when set is not null: All[deed.Set] = null; break;
            case Deed.Stop or Deed.Race when set is not null && (deed.Deed == Deed.Stop || had is not null):
                set.Stopped.Add($"{deed.Person}");
                set.Recipients.Remove($"{deed.Person}");
                break;
            case Deed.StopRecipient when set?.Recipients.Contains(deed.Recipients[0]) == true: set.Recipients.Remove(deed.Recipients[0]); break;
            case Deed.Team: person.InTeam = deed.On; break;
            case Deed.Viewer: person.Viewer = deed.On; break;
            case Deed.Disabled: person.Disabled = deed.On; break;
            case Deed.Activate when had is not null: had.Active = true; break;
            case Deed.Pause when had is { Active: true }: had.Active = false; break;
            // The order itself says by which audience.
            case Deed.Refer when had is { Referrer: null }: break;
            case Deed.Unrefer when had is { Referrer: not null }: break;
            case Deed.Restart: break;
            default: return false;
        }
        return true;
    }

    /// <summary>Who is to have it has it, and nobody else: what he used stays his, and what he did not goes.</summary>
    public void Settle()
    {
        for (var set = 0; set < Sets; set++)
            for (var person = 0; person < People; person++)
            {
                var (key, wanted) = ((set, person), Wants(All[set], person));
                if (wanted && !Has.ContainsKey(key)) Has[key] = new();
                if (wanted) Has[key].Plan = All[set]!.Plan;
                if (wanted || !Has.Remove(key, out var had)) continue;
                if (had.Active || had.Referrer is not null) Kept.Add((person, had));
                else Gone.Add(had.Id);
            }
    }

    // Who may have no book is named by nobody, but may have been named before.
    private bool MayName(IEnumerable<string> recipients, HashSet<string> before) => recipients.Except(before).All(recipient =>
        recipient is Everyone or Team || Persons[int.Parse(recipient, CultureInfo.InvariantCulture)] is { Viewer: false, Disabled: false });

    private bool Wants(PlainSet? set, int number)
    {
        var person = Persons[number];
        return set is not null && person is { Viewer: false, Disabled: false } && !set.Stopped.Contains($"{number}")
            && (set.Recipients.Contains(Everyone) || set.Recipients.Contains($"{number}") || (person.InTeam && set.Recipients.Contains(Team)));
    }
}

internal sealed class PlainPerson
{
    public bool InTeam { get; set; }
    public bool Viewer { get; set; }
    public bool Disabled { get; set; }
}

internal sealed class PlainSet
{
    public required string Plan { get; set; }
    public required HashSet<string> Recipients { get; set; }
    public HashSet<string> Stopped { get; } = [];
}

internal sealed class PlainAudience
{
    public string Id { get; set; } = "";
    public string Plan { get; set; } = "";
    public bool Active { get; set; }

    /// <summary>The id of the audience that refers to it.</summary>
    public string? Referrer { get; set; }
}
