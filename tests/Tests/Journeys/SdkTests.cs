using System.Text.Json.Nodes;
using Tests.Support;
using Tests.Support.Plain;
using Tests.Support.Plan;

namespace Tests.Journeys;

/// <summary>The unmodified npm clients of Segment and RudderStack against the real server, compared with a plain evaluation of what they sent.</summary>
[Collection(SdkJourney.Name)]
public sealed class SdkTests(SdkJourney journey)
{
    [FactNeeding(Needs.NodeModules)]
    public async Task Members_equal_the_plain_evaluation_at_ten_clock_positions()
    {
        var lived = await journey.Lived();
        Assert.Equal(10, lived.Positions.Count);
        foreach (var position in lived.Positions)
            foreach (var letter in FiveAudiences.Letters)
                FiveOnServer.MustEqual(letter, position.Wanted[letter], position.Shown[letter], position.Now);
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Each_audience_holds_5_to_60_percent_of_the_users()
    {
        var lived = await journey.Lived();
        foreach (var position in lived.Positions)
            foreach (var letter in FiveAudiences.Letters)
                Assert.InRange(position.Shown[letter].Count / (2.0 * SdkPlan.Users), 0.05, 0.60);
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Every_planned_message_left_the_SDKs_and_was_taken()
    {
        var lived = await journey.Lived();
        Assert.Empty(lived.Refused);
        var planned = new SdkPlan("segment", 1).Messages.Count + new SdkPlan("rudder", 2).Messages.Count;
        Assert.Equal(planned, lived.Sent.Sum(request => request.Messages.Count()));
        Assert.Contains(lived.Sent, request => request.Headers.Any(header => header.Value == "application/x-www-form-urlencoded"));
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Sizes_and_previews_count_as_many_as_are_listed_and_the_server_verifies_itself()
    {
        var lived = await journey.Lived();
        foreach (var letter in FiveAudiences.Letters)
        {
            var wanted = lived.Positions[^1].Wanted[letter].Count;
            var audience = (await lived.Client.Get($"/v1/audiences/{lived.Five.Id(letter)}")).Is(200).Json;
            Assert.Equal("exact", audience["size"]!["state"].Text());
            Assert.Equal(wanted, audience["size"]!["count"]!.GetValue<int>());
            var preview = (await lived.Client.Post("/v1/audiences/preview", new JsonObject { ["definition"] = audience["definition"]!.DeepClone() })).Is(200).Json;
            Assert.Equal(wanted, preview["count"]!.GetValue<int>());
        }
        await lived.Five.MustEqual(lived.World, Calendar60.Positions[^1]);
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task The_change_log_leads_to_the_members()
    {
        var lived = await journey.Lived();
        foreach (var (letter, feed) in await lived.Five.Feeds())
        {
            var members = new SortedSet<string>(await lived.Client.MemberIds(lived.Five.Id(letter)), StringComparer.Ordinal);
            Assert.NotEmpty(feed.Items);
            Assert.Equal(members, feed.Fold());
        }
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Every_event_is_stored_once_with_the_person_it_belongs_to()
    {
        var lived = await journey.Lived();
        var stored = await StoredEvents.Of(lived.Client, lived.World);
        foreach (var person in lived.World.People())
            StoredEvents.MustBeExactly(person, stored[person.Key]);
        Assert.True(stored.Values.Sum(ids => ids.Count) >= 20_000);
    }
}
