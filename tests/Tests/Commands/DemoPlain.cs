using Host.Commands.Demo;

namespace Tests.Commands;

/// <summary>The six audiences counted over the invented people, without any of the server's rules.</summary>
internal static class DemoPlain
{
    public static Dictionary<string, int> Sizes()
    {
        var people = DemoPeople.Invent();
        return new()
        {
            ["Big spenders (demo)"] = people.Count(IsBigSpender),
            ["Going quiet (demo)"] = people.Count(IsGoingQuiet),
            ["Near and reachable (demo)"] = people.Count(person =>
                person.Subscribed == true && (person.Country is "BE" or "FR" or "NL" || person.Tags.Contains("newsletter"))),
            ["Win back (demo)"] = people.Count(IsToWinBack),
            ["Champions (demo)"] = people.Count(IsChampion),
            ["Spring mailing (demo)"] = people.Count(person =>
                (IsChampion(person) || IsToWinBack(person) || (person.Tags.Contains("vip") && person.Points >= 500))
                && !IsGoingQuiet(person) && person.Subscribed == true),
        };
    }

    static bool IsBigSpender(DemoPerson person) =>
        Of(person, "purchase", 0, 90).Count(bought => bought.Properties["amount"]!.GetValue<double>() > 80) >= 3;

    static bool IsGoingQuiet(DemoPerson person) =>
        person.Plan is "premium" or "business" && !Of(person, "login", 0, 30).Any() && person.Stage != "Lost";

    // Who was never asked is not subscribed.
    static bool IsToWinBack(DemoPerson person) =>
        Of(person, "purchase", 60, 365).Any() && !Of(person, "purchase", 0, 60).Any() && person.Subscribed == true;

    static bool IsChampion(DemoPerson person) =>
        IsBigSpender(person) && Of(person, "login", 0, 14).Count() >= 4
        && Of(person, "review", 0, int.MaxValue).Any(review => review.Properties["stars"]!.GetValue<int>() >= 4);

    static IEnumerable<DemoEvent> Of(DemoPerson person, string name, int fromDays, int toDays) =>
        person.Events.Where(happened => happened.Name == name && happened.Age.TotalDays >= fromDays && happened.Age.TotalDays < toDays);
}
