using System.CommandLine;

namespace Benchmarks;

/// <summary>
/// What a tenant of many users costs, each with contacts and four default audiences of his own: memory, a start after <c>kill -9</c>, and an
/// event, beside a tenant where one user has as many contacts. Both servers run, and their rounds take turns. Ends with 1 when an event
/// costs more than twice that of one user.
/// </summary>
internal static class UsersRun
{
    private const double Limit = 2;

    public static Command Command()
    {
        var users = new Option<int>("--users") { DefaultValueFactory = _ => 5_000 };
        var contacts = new Option<int>("--contacts") { Description = "Of each user", DefaultValueFactory = _ => 200 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds timed", DefaultValueFactory = _ => 5 };
        var events = new Option<int>("--events") { Description = "Events a round", DefaultValueFactory = _ => 20_000 };
        var command = new Command("users", "Memory, start and an event's cost with many users, beside one user with as many contacts") { users, contacts, rounds, events };
        command.SetAction(parsed => Go(parsed.GetValue(users), parsed.GetValue(contacts), parsed.GetValue(rounds), parsed.GetValue(events)));
        return command;
    }

    private static async Task<int> Go(int users, int contacts, int rounds, int events)
    {
        await using var one = await UsersWorld.Make(1, users * contacts);
        await using var many = await UsersWorld.Make(users, contacts);
        UsersWorld[] worlds = [one, many];
        foreach (var world in worlds)
        {
            var filled = world.Resident;
            Console.WriteLine($"{world.Users,8:N0} users: {filled / 1e6:N0} MB once filled; a start takes {await world.Restart():N1} s, and {world.Resident / 1e6:N0} MB");
        }

        var costs = worlds.ToDictionary(world => world, _ => new List<double>());
        // The first round fills caches and compiles what is called.
        for (var round = -1; round < rounds; round++)
            foreach (var world in worlds)
            {
                var cost = await world.Send(world.Batches(events, contacts));
                if (round >= 0) costs[world].Add(cost);
            }
        foreach (var world in worlds)
            Console.WriteLine($"{world.Users,8:N0} users: {Sample.Median(costs[world]):N0} µs of the processor an event; {world.Resident / 1e6:N0} MB after {(rounds + 1) * events:N0} events");
        var ratio = Sample.Median(costs[many].Zip(costs[one], (some, alone) => some / alone));
        Console.WriteLine($"ratio {ratio:N2}, of the rounds {string.Join(", ", costs[many].Zip(costs[one], (some, alone) => $"{some / alone:N2}"))}");
        return ratio <= Limit ? 0 : 1;
    }
}
