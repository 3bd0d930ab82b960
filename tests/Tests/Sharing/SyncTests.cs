using System.Net;
using System.Text.Json;
using Audiences.Sdk;
using Contracts;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Sharing.Stored;

namespace Tests.Sharing;

public sealed class SyncTests
{
    [Fact]
    public async Task All_members_go_out_first_and_then_every_change()
    {
        await using var world = await SharingUnderTest.Start();
        for (var i = 0; i < 20; i++) await world.Contact($"p{i}", i % 2 == 0 ? "gold" : "free");
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.UntilMembersAre(sync, [.. Enumerable.Range(0, 10).Select(i => $"p{2 * i}")]);
        await world.Contact("p0", "free");
        await world.Contact("p1", "gold");
        await world.Contact("new", "gold");
        await world.UntilMembersAre(sync, [.. Enumerable.Range(1, 9).Select(i => $"p{2 * i}"), "p1", "new"]);
        var runs = (await world.Get($"/v1/syncs/{sync}/runs")).GetProperty("items");
        Assert.Equal("full", runs[runs.GetArrayLength() - 1].GetProperty("kind").GetString());
        Assert.Equal(10, runs[runs.GetArrayLength() - 1].GetProperty("adds").GetInt32());
        Assert.All(world.List.Batches, batch => Assert.StartsWith("gold-", batch.Audience, StringComparison.Ordinal));
        Assert.Equal(["p1@example.org"], world.List.Batches.SelectMany(batch => batch.Adds).Single(member => member.Contact.ExternalId == "p1").Contact.Emails);
    }

    [Fact]
    public async Task Nothing_goes_out_of_an_audience_that_is_not_active()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var audience = await world.Audience(active: false);
        var sync = await world.Sync(audience, await world.Connect());
        await world.Until(sync, seen => seen.GetProperty("reason").ValueKind != JsonValueKind.Null);
        Assert.Empty(world.List.Batches);
        await world.Send(HttpMethod.Post, $"/v1/audiences/{audience}/activate");
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/resume");
        await world.UntilMembersAre(sync, "ann");
        await world.Send(HttpMethod.Post, $"/v1/audiences/{audience}/pause");
        await world.Contact("bob", "gold");
        await world.Contact("ann", "free");
        var before = world.List.Batches.Length;
        await world.Send(HttpMethod.Post, $"/v1/audiences/{audience}/activate");
        await world.UntilMembersAre(sync, "bob");
        Assert.True(world.List.Batches.Length > before);
    }

    [Fact]
    public async Task A_paused_sync_tells_nothing_and_all_of_it_when_it_is_resumed()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.UntilMembersAre(sync, "ann");
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/pause");
        var told = world.List.Batches.Length;
        await world.Contact("bob", "gold");
        await world.Contact("cid", "gold");
        await world.Contact("ann", "free");
        Assert.Equal(told, world.List.Batches.Length);
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/resume");
        await world.UntilMembersAre(sync, "bob", "cid");
    }

    [Fact]
    public async Task One_that_was_away_for_longer_than_the_log_is_kept_begins_anew_with_a_full_run()
    {
        await using var world = await SharingUnderTest.Start("--Clock:Manual=true");
        await world.Send(HttpMethod.Put, "/v1/clock", """{"now":"2025-01-10T00:00:00.000Z"}""");
        await world.Contact("ann", "gold");
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.UntilMembersAre(sync, "ann");
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/pause");
        await world.Contact("bob", "gold");
        await world.Send(HttpMethod.Put, "/v1/clock", """{"now":"2026-05-25T00:00:00.000Z"}""");
        await world.Contact("cid", "gold");
        await world.Server.Services.GetRequiredService<IMediator>().Send(new ForgetOldLog(400));
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/resume");
        await world.UntilMembersAre(sync, "ann", "bob", "cid");
        await world.Contact("ann", "free");
        await world.UntilMembersAre(sync, "bob", "cid");
        var runs = (await world.Get($"/v1/syncs/{sync}/runs")).GetProperty("items").EnumerateArray().Select(run => run.GetProperty("kind").GetString());
        Assert.Equal(["changes", "full", "full"], runs);
    }

    [Fact]
    public async Task A_full_run_does_not_forget_who_left_while_nothing_was_told()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        await world.Contact("bob", "gold");
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.UntilMembersAre(sync, "ann", "bob");
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/pause");
        await world.Contact("bob", "free");
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/run", null, HttpStatusCode.Accepted);
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/resume");
        await world.UntilMembersAre(sync, "ann");
    }

    [Fact]
    public async Task Contacts_of_a_users_own_and_keys_without_export_make_no_sync()
    {
        await using var world = await SharingUnderTest.Start();
        var connection = await world.Connect();
        var me = (await world.Get("/v1/me")).GetProperty("user").GetProperty("id").GetString();
        var own = await world.Send(
            HttpMethod.Post, "/v1/audiences", $$$"""{"name":"Mine","book":"user:{{{me}}}","definition":{"match":"all","conditions":[{"field":"email","op":"exists"}]}}""", HttpStatusCode.Created);
        var refused = await world.Send(
            HttpMethod.Post, "/v1/syncs", $$"""{"audience":"{{own.GetProperty("id").GetString()}}","connection":"{{connection}}"}""", HttpStatusCode.UnprocessableEntity);
        Assert.EndsWith("private-book", refused.GetProperty("type").GetString(), StringComparison.Ordinal);
        var key = (await world.Send(HttpMethod.Post, "/v1/keys", """{"name":"k","scopes":["read","write","admin"]}""", HttpStatusCode.Created)).GetProperty("key").GetString();
        var (status, _, _) = await world.Server.Send(
            HttpMethod.Post, "/v1/syncs", $$"""{"audience":"{{await world.Audience()}}","connection":"{{connection}}"}""", ("Authorization", $"Bearer {key}"));
        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Fact]
    public async Task A_batch_that_was_taken_but_not_acknowledged_comes_again_as_it_was()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var failures = 2;
        world.List.Answer = batch =>
        {
            world.List.Take(batch);
            return failures-- > 0 ? throw new CallFailedException("The line broke.", mayPass: true, ConnectorFailure.Unavailable) : ApplyResult.Applied();
        };
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        var failing = await world.Until(sync, seen => seen.GetProperty("status").GetString() == "failed");
        Assert.Equal("The line broke.", failing.GetProperty("reason").GetString());
        // Meanwhile he is somebody else: what was sent first is what comes again.
        await world.Send(HttpMethod.Patch, $"/v1/contacts/{await world.KeyOf("ann")}", """{"firstName":"Ann"}""");
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/resume");
        await world.UntilMembersAre(sync, "ann");
        var first = world.List.Batches.Where(batch => batch.Sequence == world.List.Batches[0].Sequence).Select(batch => JsonSerializer.Serialize(batch)).ToList();
        Assert.True(first.Count >= 2, "It came once.");
        Assert.Single(first.Distinct());
    }

    [Fact]
    public async Task Who_is_rejected_is_named_with_the_reason_until_the_other_side_takes_him()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        await world.Contact("bob", "gold");
        var ann = await world.KeyOf("ann");
        var rejects = true;
        world.List.Answer = batch =>
        {
            if (!rejects || batch.Adds.All(member => member.Key != ann)) return null;
            world.List.Take(batch with { Adds = [.. batch.Adds.Where(member => member.Key != ann)] });
            return ApplyResult.Applied(new RejectedMember(ann, "has no telephone"));
        };
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.UntilMembersAre(sync, "bob");
        var rejected = (await world.Get($"/v1/syncs/{sync}/rejected")).GetProperty("items");
        Assert.Equal((ann, "has no telephone"), (rejected[0].GetProperty("contactId").GetString()!, rejected[0].GetProperty("reason").GetString()!));
        Assert.Equal(1, (await world.Get($"/v1/syncs/{sync}")).GetProperty("rejected").GetInt32());
        rejects = false;
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/run", null, HttpStatusCode.Accepted);
        await world.UntilMembersAre(sync, "ann", "bob");
        Assert.Empty((await world.Get($"/v1/syncs/{sync}/rejected")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task It_is_synced_only_when_the_other_side_has_decided()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var (decided, sent) = (false, default(MemberBatch));
        world.List.Answer = batch =>
        {
            sent = batch;
            return ApplyResult.Pending("receipt-1", TimeSpan.Zero);
        };
        world.List.Polled = receipt =>
        {
            Assert.Equal("receipt-1", receipt);
            if (!decided) return ApplyResult.Pending(receipt, TimeSpan.Zero);
            world.List.Take(sent!);
            return ApplyResult.Applied();
        };
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.Until(sync, seen => seen.GetProperty("reason").GetString()?.Contains("not yet decided", StringComparison.Ordinal) == true);
        Assert.Equal("syncing", (await world.Get($"/v1/syncs/{sync}")).GetProperty("status").GetString());
        decided = true;
        await world.UntilMembersAre(sync, "ann");
        Assert.Single(world.List.Batches);
    }

    [Fact]
    public async Task A_failure_that_waiting_does_not_mend_waits_for_other_settings()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var isExpired = true;
        world.List.Answer = _ => isExpired ? throw new CallFailedException("The token has expired.", mayPass: false, ConnectorFailure.NeedsReconnect) : null;
        var connection = await world.Connect();
        var sync = await world.Sync(await world.Audience(), connection);
        await world.Until(sync, seen => seen.GetProperty("status").GetString() == "failed");
        Assert.Equal("needsReconnect", (await world.Get($"/v1/connectors/{connection}")).GetProperty("health").GetProperty("state").GetString());
        isExpired = false;
        await world.Send(HttpMethod.Patch, $"/v1/connectors/{connection}", """{"settings":{"token":"another"}}""");
        await world.UntilMembersAre(sync, "ann");
        Assert.Equal("healthy", (await world.Get($"/v1/connectors/{connection}")).GetProperty("health").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Only_chosen_fields_go_out_and_unknown_ones_are_refused()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var (audience, connection) = (await world.Audience(), await world.Connect());
        var refused = await world.Send(
            HttpMethod.Post, "/v1/syncs", $$"""{"audience":"{{audience}}","connection":"{{connection}}","fields":["emial"]}""", HttpStatusCode.UnprocessableEntity);
        Assert.Contains("`email`", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var made = await world.Send(
            HttpMethod.Post, "/v1/syncs", $$"""{"audience":"{{audience}}","connection":"{{connection}}","fields":["trait.plan"]}""", HttpStatusCode.Created);
        await world.UntilMembersAre(made.GetProperty("id").GetString()!, "ann");
        var sent = world.List.Batches.SelectMany(batch => batch.Adds).Single().Contact;
        Assert.Equal("gold", sent.Traits["plan"].Text);
        Assert.True(sent is { ExternalId: null, Emails: [] });
        await world.Send(HttpMethod.Post, "/v1/syncs", $$"""{"audience":"{{audience}}","connection":"{{connection}}"}""", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Who_is_erased_leaves_by_his_key_alone()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        await world.Contact("bob", "gold");
        var ann = await world.KeyOf("ann");
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.UntilMembersAre(sync, "ann", "bob");
        await world.Send(HttpMethod.Delete, $"/v1/contacts/{ann}", null, HttpStatusCode.NoContent);
        await world.UntilMembersAre(sync, "bob");
        var told = world.List.Batches.SelectMany(batch => batch.Removes).Single();
        Assert.Equal((ann, null), (told.Key, told.Contact.ExternalId));
    }

    [Fact]
    public async Task Who_is_erased_is_in_no_batch_that_comes_again()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        await world.Contact("bob", "gold");
        var ann = await world.KeyOf("ann");
        var isDown = true;
        world.List.Answer = _ => isDown ? throw new CallFailedException("The line broke.", mayPass: true, ConnectorFailure.Unavailable) : null;
        var sync = await world.Sync(await world.Audience(), await world.Connect());
        await world.Until(sync, seen => seen.GetProperty("status").GetString() == "failed");
        await world.Send(HttpMethod.Delete, $"/v1/contacts/{ann}", null, HttpStatusCode.NoContent);
        var before = world.List.Batches.Length;
        isDown = false;
        await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/resume");
        await world.UntilMembersAre(sync, "bob");
        var again = world.List.Batches[before..];
        Assert.Equal(world.List.Batches[0].Sequence, again[0].Sequence);
        Assert.DoesNotContain(again.SelectMany(batch => batch.Adds), member => member.Key == ann);
        Assert.All(again.SelectMany(batch => batch.Removes), member => Assert.Null(member.Contact.ExternalId));
    }

    [Fact]
    public async Task A_change_says_when_it_came_about()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var audience = await world.Audience();
        var sync = await world.Sync(audience, await world.Connect());
        await world.UntilMembersAre(sync, "ann");
        var since = (await world.Get($"/v1/audiences/{audience}/members")).GetProperty("items")[0].GetProperty("since").GetDateTimeOffset();
        await world.Contact("ann", "free");
        await world.UntilMembersAre(sync);
        var left = (await world.Get($"/v1/audiences/{audience}/changes?after=0")).GetProperty("items").EnumerateArray().Last().GetProperty("at").GetDateTimeOffset();
        Assert.Equal(since, world.List.Batches.SelectMany(batch => batch.Adds).First().At);
        Assert.Equal(left, world.List.Batches.SelectMany(batch => batch.Removes).Last().At);
    }

    [Fact]
    public async Task What_an_admin_has_to_mend_is_asked_for_again_once_a_test_finds_it_mended()
    {
        await using var world = await SharingUnderTest.Start();
        await world.Contact("ann", "gold");
        var isGone = true;
        world.List.Answer = _ => isGone ? throw new CallFailedException("It wants no more.", mayPass: false, ConnectorFailure.Misconfigured) : null;
        var connection = await world.Connect();
        var sync = await world.Sync(await world.Audience(), connection);
        await world.Until(sync, seen => seen.GetProperty("status").GetString() == "failed");
        isGone = false;
        await world.Send(HttpMethod.Post, $"/v1/connectors/{connection}/test");
        await world.UntilMembersAre(sync, "ann");
    }

    [Fact]
    public async Task The_audit_log_names_what_admins_do_to_connections_and_syncs()
    {
        await using var world = await SharingUnderTest.Start();
        var connection = await world.Connect();
        var sync = await world.Sync(await world.Audience(), connection);
        await world.Send(HttpMethod.Patch, $"/v1/connectors/{connection}", """{"settings":{"token":"another"}}""");
        foreach (var wish in new[] { "pause", "resume" }) await world.Send(HttpMethod.Post, $"/v1/syncs/{sync}/{wish}");
        await world.Send(HttpMethod.Delete, $"/v1/syncs/{sync}", null, HttpStatusCode.NoContent);
        await world.Send(HttpMethod.Delete, $"/v1/connectors/{connection}", null, HttpStatusCode.NoContent);
        var deeds = (await world.Get("/v1/audit")).GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("subject").GetString() == connection || item.GetProperty("subject").GetString() == sync).ToArray();
        Assert.Equal(
            ["connection.created", "sync.created", "connection.changed", "sync.paused", "sync.resumed", "sync.removed", "connection.removed"],
            deeds.Select(deed => deed.GetProperty("what").GetString()));
        Assert.Equal("""{"settings":["token"]}""", deeds[2].GetProperty("detail").GetString());
    }
}
