namespace Benchmarks.Questions;

/// <summary>So many people and what they did until <see cref="Now"/>: the same ones each time.</summary>
internal sealed class Crowd(int contacts, long events)
{
    private const ulong Seed = 20261122;

    /// <summary>Where the server's manual clock stands.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly long NowMs = Now.ToUnixTimeMilliseconds();
    private readonly Lazy<long[]> lastSeen = new(() => LastSeen(contacts, events));

    public int Contacts => contacts;
    public long Events => events;

    public string Name => $"{contacts:N0} contacts, {events:N0} events, seed {Seed}";

    public Person Person(int number) => Questions.Person.Of(Seed, number, contacts, NowMs);

    /// <summary>In the order of time.</summary>
    public Happening Happening(long number) => Questions.Happening.Of(Seed, number, contacts, events, NowMs);

    /// <summary>Milliseconds since 1970; null when it never did anything.</summary>
    public long? LastSeenOf(int contact) => lastSeen.Value[contact] is not 0 and var at ? at : null;

    private static long[] LastSeen(int contacts, long events)
    {
        var last = new long[contacts];
        for (var number = 0L; number < events; number++)
        {
            var (contact, at) = Questions.Happening.When(Seed, number, contacts, events, NowMs);
            last[contact] = Math.Max(last[contact], at);
        }
        return last;
    }
}
