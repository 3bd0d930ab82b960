using Contacts;
using Contracts;

namespace Tests.Contacts;

/// <summary>What an import wrote and somebody else says too stays when the import is undone.</summary>
public sealed class ConfirmedTests
{
    [Theory]
    [InlineData(true, "{'subscribed':false}", null)]
    [InlineData(true, "{'consent':{'email':{'state':'unsubscribed','why':'complained'}}}", "complained")]
    [InlineData(false, "{'subscribed':false}", null)]
    [InlineData(false, "{'consent':{'email':{'state':'unsubscribed','why':'bounced','at':'2026-01-01T12:30:00Z'}}}", "bounced")]
    [InlineData(false, "{'consent':{'email':{'state':'unsubscribed','why':'bounced','at':'2026-01-01T14:00:00Z'}}}", "bounced")]
    public void Who_opts_out_beside_an_import_stays_out_when_that_is_undone(bool isPatch, string json, string? why)
    {
        var kind = isPatch ? EditKind.Patch : EditKind.Upsert;
        foreach (var start in new[] { Some.Upsert(Profile.Empty, "{'subscribed':true}"), Profile.Empty })
        {
            var imported = Import(start, "x", "{'email':'w@example.org','subscribed':false}", Some.At(60));
            var outside = Edit(imported, kind, json, Some.At(90));
            Assert.Equal("unsubscribed", outside.Consents["email"].State);
            var after = Undo(outside, "x");
            Assert.Equal(("unsubscribed", why, "key:k1"), (after.Consents["email"].State, after.Consents["email"].Why, after.Consents["email"].Stamp.By));
            Assert.False(UndoFold.IsBlank(UndoFold.Take(outside, "x", keepsIds: false, null)));
            // Once it is his, saying it again changes nothing.
            Assert.Same(outside, Edit(outside, kind, json, Some.At(95)));
        }
    }

    [Fact]
    public void An_older_opt_out_than_the_one_before_the_import_does_not_count()
    {
        var before = Some.Upsert(Profile.Empty, "{'subscribed':true}");
        var imported = Import(before, "x", "{'subscribed':false}", Some.At(60));
        var late = Edit(imported, EditKind.Upsert, "{'consent':{'email':{'state':'unsubscribed','at':'2026-01-01T11:00:00Z'}}}", Some.At(90));
        Assert.Equal(before.Consents, Undo(late, "x").Consents);
    }

    [Fact]
    public void An_opt_out_between_two_rows_of_a_file_is_what_stood_before()
    {
        var profile = Import(Some.Upsert(Profile.Empty, "{'subscribed':true}"), "x", "{'consent':{'email':{'state':'subscribed','at':'2026-01-01T12:10:00Z'}}}", Some.At(60), 1);
        profile = Some.Patch(profile, "{'subscribed':false}", Some.At(70));
        profile = Import(profile, "x", "{'consent':{'email':{'state':'subscribed','at':'2026-01-01T14:00:00Z'}}}", Some.At(60), 2);
        Assert.Equal("subscribed", profile.Consents["email"].State);
        Assert.Equal("unsubscribed", Undo(profile, "x").Consents["email"].State);
    }

    [Fact]
    public void Nothing_comes_back_of_an_import_that_was_undone_first()
    {
        var profile = Import(Profile.Empty, "x", "{'subscribed':true}", Some.At(10));
        profile = Import(profile, "y", "{'subscribed':false}", Some.At(20));
        Assert.False(Undo(Undo(profile, "x"), "y").Consents.ContainsKey("email"));
        Assert.Equal("import:x", Undo(profile, "y").Consents["email"].Stamp.By);
    }

    [Theory]
    [InlineData("user:ann")]
    [InlineData("key:k1")]
    public void A_tag_that_somebody_else_puts_there_too_stays_and_the_contact_is_organized_all_the_time(string by)
    {
        var imported = Import(Profile.Empty, "x", "{'tags':['Fair','gone']}", Some.At(10));
        foreach (var kind in (EditKind[])[EditKind.Tag, EditKind.Upsert, EditKind.Patch])
        {
            var tagged = Edit(imported, kind, kind == EditKind.Tag ? "fair" : "{'tags':['fair','gone']}", Some.At(20), by);
            Assert.True(imported.IsOrganized() && tagged.IsOrganized());
            Assert.Equal(kind == EditKind.Tag ? ["Fair"] : ["Fair", "gone"], Undo(tagged, "x").Tags.Keys);
            Assert.Same(tagged, Edit(tagged, kind, kind == EditKind.Tag ? "fair" : "{'tags':['fair','gone']}", Some.At(30), by));
        }
        Assert.Empty(Undo(Import(imported, "y", "{'tags':['fair']}", Some.At(20)), "x").Tags);
    }

    [Fact]
    public void A_pin_that_a_person_makes_too_stays()
    {
        var profile = Profile.Empty with { Pins = Profile.Empty.Pins.Add("a", new(true, Some.ByApi(Some.Noon, "import:x"))) };
        Assert.Empty(Undo(profile, "x").Pins);
        Assert.Equal("user:ann", Undo(Edit(profile, EditKind.PinIn, "a", Some.At(5), "user:ann"), "x").Pins["a"].Stamp.By);
    }

    [Fact]
    public void Of_two_who_become_one_what_only_the_import_said_goes()
    {
        var mine = Some.Upsert(Profile.Empty, "{'subscribed':false,'tags':['fair']}", Some.At(50));
        var theirs = Import(Some.Upsert(Profile.Empty, "{'subscribed':true}"), "x", "{'subscribed':false,'tags':['fair']}", Some.At(20));
        foreach (var joined in new[] { Joining.Join(mine, theirs, Some.At(90)), Joining.Join(theirs, mine, Some.At(90)) })
        {
            Assert.True(joined.IsOrganized());
            var after = Undo(joined, "x");
            Assert.Equal(("unsubscribed", "key:k1", "key:k1"), (after.Consents["email"].State, after.Consents["email"].Stamp.By, after.Tags["fair"].By));
        }
    }

    private static Profile Edit(Profile profile, EditKind kind, string text, Instant at, string by = "key:k1") =>
        EditFold.Apply(profile, new(kind, text.Replace('\'', '"'), Some.ByApi(at, by), "ann"));

    private static Profile Import(Profile profile, string import, string json, Instant at, int row = 1) =>
        EditPlan.After(profile, null, new(EditKind.Import, json.Replace('\'', '"'), new(at, $"import:{import}", "file", null), "ann", new("user:ann", import, null, row)))!;

    private static Profile Undo(Profile profile, string import) =>
        EditFold.Apply(profile, new(EditKind.UndoImport, import, Some.ByApi(Some.At(200), "user:ann"), null));
}
