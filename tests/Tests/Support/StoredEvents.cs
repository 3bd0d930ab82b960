using Tests.Support.Plain;

namespace Tests.Support;

/// <summary>What the server lists as each person's events, beside what was sent.</summary>
internal static class StoredEvents
{
    const int AtOnce = 4;

    /// <summary>The listed message ids by <see cref="PlainPerson.Key"/>.</summary>
    public static async Task<Dictionary<string, List<string>>> Of(AudiencesClient client, PlainWorld world)
    {
        var people = world.People().Select(person => person.Key).ToList();
        var listed = new Dictionary<string, List<string>>();
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (person, _) =>
        {
            var ids = await client.EventIds(ContactKey(person));
            lock (listed)
                listed[person] = ids;
        });
        return listed;
    }

    static string ContactKey(string person) => person.StartsWith("user:", StringComparison.Ordinal)
        ? $"externalId:{person["user:".Length..]}" : $"anonymousId:{person["anon:".Length..]}";

    /// <summary>Every event once; messages that are no events may be listed beside them, once too.</summary>
    public static void MustBeExactly(PlainPerson person, List<string> listed)
    {
        var doubled = listed.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key).ToList();
        var lost = person.Events.Select(message => message["messageId"].Text()).Except(listed).ToList();
        var foreign = listed.Except(person.Once.Select(message => message["messageId"].Text())).ToList();
        Assert.True(doubled.Count + lost.Count + foreign.Count == 0, $"{person.Key} has {listed.Count} stored events; "
            + $"lost: {string.Join(", ", lost.Take(5))}; doubled: {string.Join(", ", doubled.Take(5))}; of others: {string.Join(", ", foreign.Take(5))}");
    }
}
