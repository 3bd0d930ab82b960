namespace Tests.Support.Plain;

/// <summary>Who is who by the rules of the domain's page, message after message: keys only, no addresses.</summary>
internal sealed class PlainIdentities
{
    readonly List<Someone> people = [];

    internal sealed class Someone
    {
        public string? User { get; set; }
        public HashSet<string> Devices { get; } = [];
        public List<string> Messages { get; } = [];
    }

    public IReadOnlyList<Someone> People => people;

    public void Message(string id, string? user, string? device)
    {
        var byUser = user is null ? null : people.Find(person => person.User == user);
        var byDevice = device is null ? null : people.Find(person => person.Devices.Contains(device));
        var found = byUser ?? (user is null || byDevice?.User is null ? byDevice : null);
        if (found is null)
            people.Add(found = new Someone());
        found.User ??= user;
        if (device is not null)
            Link(found, device, byDevice);
        found.Messages.Add(id);
    }

    /// <summary>A device of nobody yet is taken on, one of somebody without a name is joined, one of somebody else stays theirs.</summary>
    void Link(Someone person, string device, Someone? owner)
    {
        if (owner is null)
            person.Devices.Add(device);
        else if (owner != person && owner.User is null)
        {
            person.Devices.UnionWith(owner.Devices);
            person.Messages.AddRange(owner.Messages);
            people.Remove(owner);
        }
    }
}
