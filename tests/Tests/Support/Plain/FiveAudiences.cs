namespace Tests.Support.Plain;

/// <summary>The five audiences of the main job: once as the definitions the server gets, once as plain C#.</summary>
internal static class FiveAudiences
{
    static readonly DateTimeOffset SignupFrom = new(2026, 1, 11, 6, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset SignupTo = new(2026, 2, 9, 0, 0, 0, TimeSpan.Zero);
    static readonly string[] Three = ["FR", "BE", "DE"];

    public static readonly string[] Letters = ["a", "b", "c", "d", "e"];

    public static string Name(string letter) => letter switch
    {
        "a" => "a: at least 3 purchases over 100 in 30 days",
        "b" => "b: premium and not logged in for 14 days",
        "c" => "c: tag vip or country in three, except stage Lost",
        "d" => "d: exactly 1 signup between two dates",
        _ => "e: member of a and not of b",
    };

    /// <param name="letter">Which of the five.</param>
    /// <param name="ids">The ids of those already created; e needs a and b.</param>
    public static string Definition(string letter, IReadOnlyDictionary<string, string> ids) => letter switch
    {
        "a" => """
            { "match": "all", "conditions": [ { "field": "event.purchase", "op": "performed", "atLeast": 3, "within": "30d",
              "where": [ { "property": "amount", "op": "greaterThan", "value": 100 } ] } ] }
            """,
        "b" => """
            { "match": "all", "conditions": [ { "field": "trait.plan", "op": "equals", "value": "premium" },
              { "field": "event.login", "op": "notPerformed", "within": "14d" } ] }
            """,
        "c" => """
            { "match": "any", "conditions": [ { "field": "tag", "op": "equals", "value": "vip" },
              { "field": "country", "op": "in", "value": ["FR", "BE", "DE"] } ],
              "exclude": [ { "field": "stage", "op": "equals", "value": "Lost" } ] }
            """,
        "d" => $$"""
            { "match": "all", "conditions": [ { "field": "event.signup", "op": "performed", "exactly": 1,
              "between": ["{{SignupFrom.Rfc3339()}}", "{{SignupTo.Rfc3339()}}"] } ] }
            """,
        _ => $$"""
            { "match": "all", "conditions": [ { "field": "audience.{{ids["a"]}}", "op": "memberOf" },
              { "field": "audience.{{ids["b"]}}", "op": "notMemberOf" } ] }
            """,
    };

    public static SortedSet<string> Members(string letter, IEnumerable<PlainPerson> people, DateTimeOffset now) =>
        new(people.Where(person => Holds(letter, person, now)).Select(person => person.Key), StringComparer.Ordinal);

    static bool Holds(string letter, PlainPerson person, DateTimeOffset now) => letter switch
    {
        "a" => person.Tracked("purchase", now.AddDays(-30), now).Count(purchase => PlainPerson.Number(purchase["properties"]?["amount"]) > 100) >= 3,
        "b" => PlainPerson.Same(person.Trait("plan")?.GetValue<string>(), "premium") && !person.Tracked("login", now.AddDays(-14), now).Any(),
        "c" => (person.Tagged("vip") || Three.Contains(person.Country)) && !PlainPerson.Same(person.Stage, "Lost"),
        "d" => person.Tracked("signup", DateTimeOffset.MinValue, now).Count(signup => SignedUp(PlainPerson.Time(signup))) == 1,
        _ => Holds("a", person, now) && !Holds("b", person, now),
    };

    static bool SignedUp(DateTimeOffset at) => at >= SignupFrom && at < SignupTo;
}
