using Audiences.Reading;
using Audiences.Rules;
using Contracts;

namespace Tests.Membership;

/// <summary>Warnings over the whole of a book: all its partitions, now and after a restart.</summary>
public sealed class WarningTests
{
    private const string Mistyped =
        """{ "match": "any", "conditions": [ { "field": "event.purchse", "op": "performed" }, { "field": "trait.plann", "op": "equals", "value": "premium" } ] }""";

    private static readonly string[] Warned =
    [
        "No contact meets this definition.", "No contact of this book has an event `purchse`. Did you mean `purchase`?",
        "No contact of this book has `trait.plann`. Did you mean `trait.plan`?",
    ];

    [Fact]
    public async Task Making_editing_and_previewing_warn_of_names_that_nobody_has()
    {
        await using var world = await World.Open();
        await People(world);
        var made = (await world.Door.Send(new CreateAudience(World.Admin, World.Json($$"""{ "name": "a", "definition": {{Mistyped}} }""")))).Audience;
        Assert.Equal(Warned, made.Warnings);
        Assert.Equal(Warned, (await world.Edit(made, Mistyped)).Audience.Warnings);
        Assert.Equal(Warned, await Preview(world, Mistyped));
        Assert.Empty((await world.Edit(made, Mistyped.Replace("purchse", "purchase").Replace("plann", "plan"))).Audience.Warnings);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Names_are_known_from_every_partition_and_after_a_restart(bool gracefully)
    {
        await using var world = await World.Open();
        await People(world);
        await world.Restart(gracefully);
        foreach (var person in Enumerable.Range(0, 8))
            Assert.Empty(await Preview(world, $$"""{ "conditions": [ { "field": "trait.only{{person}}", "op": "equals", "value": "1" } ] }"""));
        Assert.Equal(Warned, await Preview(world, Mistyped));
    }

    [Fact]
    public async Task A_name_goes_with_the_last_contact_that_had_it_when_that_is_erased()
    {
        await using var world = await World.Open();
        await People(world);
        await world.Door.Send(new EraseContact(World.Admin, "externalId:p3", Suppress: false));
        var warnings = await Preview(world, """{ "conditions": [ { "field": "trait.only3", "op": "exists" } ] }""");
        Assert.Contains(warnings, warning => warning.StartsWith("No contact of this book has `trait.only3`.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reference_is_judged_by_what_it_refers_to()
    {
        await using var world = await World.Open();
        await People(world);
        var nobody = await world.Audience("nobody", """{ "conditions": [ { "field": "trait.plan", "op": "equals", "value": "gold" } ] }""");
        Assert.Equal(
            ["No contact meets: Member of \"nobody\"."],
            await Preview(world, $$"""{ "match": "any", "conditions": [ { "field": "audience.{{nobody.Id}}", "op": "memberOf" }, { "field": "trait.only1", "op": "exists" } ] }"""));
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_a_warning_and_not_a_failure_of_an_order_that_was_carried_out()
    {
        await using var world = await World.Open();
        var warnings = world.Service<AudienceWarnings>();
        // None at all stands for everything that may go wrong there.
        Definition definition = null!;
        Assert.Contains("could not be compared", Assert.Single(await warnings.After(World.Admin, World.Book, definition, default)), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => warnings.After(World.Admin, World.Book, definition, new(canceled: true)));
    }

    private static async Task People(World world)
    {
        for (var i = 0; i < 8; i++)
        {
            await world.Upsert($$"""{ "externalId": "p{{i}}", "traits": { "plan": "{{(i % 2 == 0 ? "premium" : "free")}}", "only{{i}}": 1 } }""");
        }
        await world.Ingest("""{ "type": "track", "event": "purchase", "userId": "p1", "properties": { "amount": 5 } }""");
    }

    private static async Task<IReadOnlyList<string>> Preview(World world, string definition) =>
        (await world.Door.Send(new PreviewAudience(World.Admin, World.Json($$"""{ "definition": {{definition}} }""")))).Warnings;
}
