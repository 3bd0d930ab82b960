namespace Host.Commands.Demo;

/// <summary>A thousand people nobody has ever met: always the same ones, with ages instead of dates.</summary>
internal sealed class DemoPeople
{
    public const int Count = 1_000;
    private const int Seed = 2026;

    private static readonly string[] FirstNames =
    [
        "Ada", "Amir", "Anouk", "Bao", "Bente", "Caspar", "Chiara", "Dario", "Edda", "Eamon", "Farah", "Femke", "Goran", "Hana", "Ilse",
        "Imani", "Jonas", "Juno", "Kaito", "Katya", "Lars", "Leila", "Malik", "Marta", "Nadia", "Nils", "Odile", "Oscar", "Pilar", "Quentin",
        "Rosa", "Ruben", "Sanne", "Soren", "Tamsin", "Tomas", "Uma", "Viktor", "Wanda", "Yusuf", "Zita",
    ];

    private static readonly string[] LastNames =
    [
        "Abendroth", "Bellweather", "Brackenhof", "Calderova", "Castellane", "Dunmorrow", "Eikenwood", "Falkensee", "Ferranta", "Glimmerdal",
        "Haverlund", "Hollowell", "Isambard", "Jadwinska", "Kestrelle", "Kronborgen", "Lindqvister", "Marchetto", "Moorfield", "Nightingall",
        "Oakhurst", "Okonjami", "Palomar", "Quistgard", "Ravensdale", "Rosmarin", "Sandoval-Reyes", "Silverholm", "Tanakawa", "Thistlewood",
        "Underhill", "Valcourt", "Vandermere", "Westerholt", "Winterbourne", "Yamashiro", "Zellweger-Ott",
    ];

    private static readonly (string Country, string City)[] Places =
    [
        ("BE", "Ghent"), ("BE", "Liège"), ("DE", "Bremen"), ("DE", "Leipzig"), ("ES", "Valencia"), ("FR", "Lyon"), ("FR", "Nantes"), ("GB", "Leeds"),
        ("IT", "Bologna"), ("NL", "Utrecht"), ("NL", "Groningen"), ("PL", "Gdańsk"), ("PT", "Porto"), ("SE", "Malmö"), ("US", "Portland"),
    ];

    private static readonly string[] Goods = ["books", "garden", "kitchen", "music", "sport", "travel"];

    private readonly Random random = new(Seed);

    private DemoPeople()
    {
    }

    public static IReadOnlyList<DemoPerson> Invent()
    {
        var people = new DemoPeople();
        return [.. Enumerable.Range(1, Count).Select(people.Person)];
    }

    private DemoPerson Person(int number)
    {
        // Both lists are walked at once: their lengths have no common factor, so no name comes twice.
        var (first, last) = (FirstNames[number % FirstNames.Length], LastNames[number % LastNames.Length]);
        var (country, city) = Pick(Places);
        var email = $"{first}.{last}@example.{(Chance(70) ? "org" : "com")}".ToLowerInvariant();
        var habit = (DemoHabit)(Chance(30) ? 0 : Chance(50) ? 1 : Chance(55) ? 2 : 3);
        var plan = Chance(habit == DemoHabit.Loyal ? 70 : 35) ? Pick(["premium", "business"]) : "free";
        var stage = habit == DemoHabit.Gone && Chance(40) ? "Lost" : Pick(["Lead", "Potential", "Active", "Active", "Inactive"]);
        bool? subscribed = Chance(60) ? true : Chance(40) ? false : null;
        return new(number, first, last, email, country, city, plan, random.Next(1_200), stage, subscribed, Tags(habit), Events(habit));
    }

    private List<string> Tags(DemoHabit habit)
    {
        var tags = new List<string> { "demo" };
        if (Chance(25)) tags.Add("newsletter");
        if (Chance(habit == DemoHabit.Loyal ? 30 : 4)) tags.Add("vip");
        return tags;
    }

    private List<DemoEvent> Events(DemoHabit habit)
    {
        var (purchases, logins, from, to) = habit switch
        {
            DemoHabit.Loyal => (random.Next(4, 12), random.Next(6, 14), 0, 200),
            DemoHabit.Occasional => (random.Next(1, 5), random.Next(2, 8), 0, 330),
            DemoHabit.Gone => (random.Next(1, 5), random.Next(1, 6), 70, 400),
            _ => (0, random.Next(1, 5), 0, 60),
        };
        var events = new List<DemoEvent>();
        for (var i = 0; i < purchases; i++) events.Add(Purchase(from, to));
        for (var i = 0; i < logins; i++) events.Add(new("login", Age(from, habit == DemoHabit.Loyal ? 30 : to), new() { ["device"] = Pick(["phone", "desktop"]) }));
        if (purchases > 0 && Chance(45)) events.Add(new("review", Age(from, to), new() { ["stars"] = random.Next(1, 6) }));
        return events;
    }

    private DemoEvent Purchase(int from, int to) => new(
        "purchase", Age(from, to), new() { ["amount"] = Math.Round(random.NextDouble() * 240 + 8, 2), ["category"] = Pick(Goods) });

    /// <summary>
    /// Never within two hours of a whole day, which is where windows end: so long after a load every audience is as large as right after it.
    /// </summary>
    private TimeSpan Age(int fromDay, int toDay) => TimeSpan.FromDays(random.Next(fromDay, toDay)) + TimeSpan.FromMinutes(random.Next(120, 22 * 60));

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
}

internal enum DemoHabit { Loyal = 0, Occasional, Gone, New }
