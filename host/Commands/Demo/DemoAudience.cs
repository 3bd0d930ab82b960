using System.Text.Json.Nodes;

namespace Host.Commands.Demo;

/// <summary>One of the demo's audiences.</summary>
/// <param name="Definition">JSON; <c>audience.{name}</c> stands for another's id.</param>
internal sealed record DemoAudience(string Name, string Why, string Definition)
{
    /// <summary>Each refers only to those before it.</summary>
    public static readonly IReadOnlyList<DemoAudience> All =
    [
        new("Big spenders (demo)", "Counts: three larger purchases in a window.", """
            { "match": "all", "conditions": [
                { "field": "event.purchase", "op": "performed", "atLeast": 3, "within": "90d",
                  "where": [ { "property": "amount", "op": "greaterThan", "value": 80 } ] } ] }
            """),
        new("Going quiet (demo)", "What did not happen, and an exclude.", """
            { "match": "all", "conditions": [
                { "field": "trait.plan", "op": "in", "value": ["premium", "business"] },
                { "field": "event.login", "op": "notPerformed", "within": "30d" } ],
              "exclude": [ { "field": "stage", "op": "equals", "value": "Lost" } ] }
            """),
        new("Near and reachable (demo)", "An ANY group inside an ALL.", """
            { "match": "all", "conditions": [
                { "field": "subscribed", "op": "equals", "value": true },
                { "match": "any", "conditions": [
                    { "field": "country", "op": "in", "value": ["BE", "FR", "NL"] },
                    { "field": "tag", "op": "equals", "value": "newsletter" } ] } ] }
            """),
        new("Win back (demo)", "Two windows side by side: then, and not since.", """
            { "match": "all", "conditions": [
                { "field": "event.purchase", "op": "performed", "between": ["365d", "60d"] },
                { "field": "event.purchase", "op": "notPerformed", "within": "60d" } ],
              "exclude": [ { "field": "subscribed", "op": "equals", "value": false } ] }
            """),
        new("Champions (demo)", "An audience in an audience.", """
            { "match": "all", "conditions": [
                { "field": "audience.{Big spenders (demo)}", "op": "memberOf" },
                { "field": "event.login", "op": "performed", "atLeast": 4, "within": "14d" },
                { "field": "event.review", "op": "performed", "where": [ { "property": "stars", "op": "atLeast", "value": 4 } ] } ] }
            """),
        new("Spring mailing (demo)", "Three audiences and a group put together.", """
            { "match": "any", "conditions": [
                { "field": "audience.{Champions (demo)}", "op": "memberOf" },
                { "field": "audience.{Win back (demo)}", "op": "memberOf" },
                { "match": "all", "conditions": [
                    { "field": "tag", "op": "equals", "value": "vip" },
                    { "field": "trait.points", "op": "atLeast", "value": 500 } ] } ],
              "exclude": [
                { "field": "audience.{Going quiet (demo)}", "op": "memberOf" },
                { "field": "subscribed", "op": "equals", "value": false } ] }
            """),
    ];

    /// <param name="ids">By name, of those before it.</param>
    public JsonObject Body(DemoMark mark, IReadOnlyDictionary<string, string> ids) => new()
    {
        ["name"] = Name,
        ["description"] = $"{Why} {mark}",
        ["definition"] = JsonNode.Parse(ids.Aggregate(Definition, (text, id) => text.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal))),
    };
}
