using System.Text.Json.Nodes;

namespace Tests.Support.Plan;

/// <summary>A thousand people and ten thousand events for one SDK, the same on every machine.</summary>
internal sealed class SdkPlan
{
    public const int Users = 1_000;
    public const int Events = 10_000;
    const double OutOfOrder = 0.20;
    const double Ahead = 0.01;

    readonly Random random;
    readonly string client;
    readonly List<Planned> messages = [];
    int numbered;

    public SdkPlan(string client, int seed)
    {
        (this.client, random) = (client, new Random(seed));
        People = [.. Enumerable.Range(0, Users).Select(index => new UserPlan($"{client}-{index:0000}", index, new Random(seed + index + 1)))];
        foreach (var (day, body) in People.SelectMany(person => person.Messages()))
            Add(day, body);
        var (done, next) = (EventCount, random);
        Assert.InRange(done, Events * 3 / 4, Events);
        for (; done < Events; done++)
        {
            var (day, body) = People[next.Next(Users)].Filler();
            Add(day, body);
        }
        Double();
    }

    public IReadOnlyList<UserPlan> People { get; }

    public IReadOnlyList<Planned> Messages => messages;

    int EventCount => messages.Count(message => message.IsEvent);

    /// <summary>What is sent while the clock stands at <see cref="Calendar60.Positions"/>[<paramref name="position"/>], in the order of arrival.</summary>
    public IEnumerable<Planned> SentAt(int position) => messages.Where(message => PositionOf(message) == position).OrderBy(message => message.Arrival);

    /// <summary>REST upserts: those of every other person before the first events, the rest in the middle.</summary>
    public IEnumerable<JsonObject> UpsertsAt(int position) => People.Where((_, index) => position == (index % 4 < 2 ? 0 : 3)).Select(person => person.Upsert());

    static int PositionOf(Planned message)
    {
        var position = Array.FindIndex(Calendar60.Positions, at => message.Arrival <= at);
        return position is >= 0 and < Calendar60.SendingPositions ? position : Calendar60.SendingPositions - 1;
    }

    void Add(double day, JsonObject body)
    {
        var at = Calendar60.Day(day);
        var isIdentify = body["type"].Text() == "identify";
        var luck = random.NextDouble();
        var arrival = luck < OutOfOrder ? at.AddHours(1 + random.NextDouble() * 280)
            : luck < OutOfOrder + Ahead && !isIdentify ? at.AddHours(-20 * random.NextDouble())
            : at;
        body[client == "rudder" && random.Next(2) == 0 ? "originalTimestamp" : "timestamp"] = at.Rfc3339();
        if (random.Next(2) == 0)
            body["messageId"] = $"{client}-message-{++numbered}";
        messages.Add(new Planned(at, arrival < Calendar60.Start ? Calendar60.Start : arrival, body));
    }

    /// <summary>Some messages are handed to the SDK twice, as an application that retries would.</summary>
    void Double()
    {
        foreach (var message in messages.Where(message => message.Body.ContainsKey("messageId")).Where((_, index) => index % 25 == 0).ToList())
            messages.Add(message with { Arrival = message.Arrival.AddHours(random.NextDouble() * 200), Body = message.Body.DeepClone().AsObject() });
    }
}
