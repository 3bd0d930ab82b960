using Tests.Support;
using Tests.Support.Plain;
using Tests.Support.Plan;

namespace Tests.Journeys;

/// <summary>The plan the SDK journeys feed is itself what the main job asks for; no server is needed to see that.</summary>
public sealed class SdkPlanTests
{
    static readonly SdkPlan[] Plans = [new("segment", 1), new("rudder", 2)];

    [Fact]
    public void Each_plan_has_a_thousand_users_and_ten_thousand_events_over_sixty_days()
    {
        foreach (var plan in Plans)
        {
            Assert.Equal(1_000, plan.People.Count);
            var events = plan.Messages.Where(message => message.IsEvent).DistinctBy(message => message.Body["messageId"] is { } id ? id.Text() : Guid.NewGuid().ToString());
            Assert.Equal(10_000, events.Count());
            Assert.Equal(300, plan.People.Count(person => person.BeginsAnonymous));
            Assert.InRange((plan.Messages.Max(message => message.At) - plan.Messages.Min(message => message.At)).TotalDays, 59, 60);
        }
    }

    [Fact]
    public void A_fifth_of_the_messages_arrive_out_of_order()
    {
        foreach (var plan in Plans)
        {
            var late = plan.Messages.Count(message => message.Arrival - message.At >= TimeSpan.FromHours(1));
            Assert.InRange(late / (double)plan.Messages.Count, 0.18, 0.25);
        }
    }

    [Fact]
    public void Each_audience_holds_5_to_60_percent_of_the_users_at_every_position()
    {
        var world = new PlainWorld();
        var seen = new List<string>();
        for (var position = 0; position < Calendar60.Positions.Length; position++)
        {
            foreach (var plan in Plans)
                Send(world, plan, position);
            var people = world.People();
            foreach (var letter in FiveAudiences.Letters)
            {
                var share = FiveAudiences.Members(letter, people, Calendar60.Positions[position]).Count / (2.0 * SdkPlan.Users);
                seen.Add($"{letter} at {position}: {share:P1}{(share is >= 0.05 and <= 0.60 ? "" : "  <-- outside")}");
            }
        }
        Assert.True(seen.All(line => !line.Contains("outside")), string.Join('\n', seen));
    }

    static void Send(PlainWorld world, SdkPlan plan, int position)
    {
        foreach (var body in plan.UpsertsAt(position))
            world.Upserted(body);
        foreach (var message in plan.SentAt(position))
        {
            message.Body["messageId"] ??= Guid.NewGuid().ToString();
            world.Sent(message.Body);
        }
    }
}
