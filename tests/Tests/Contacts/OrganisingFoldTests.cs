using System.Text.Json.Nodes;
using Contacts;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Contacts;

/// <summary>What writes make of stage, segment and step, beside a plain account of it.</summary>
public sealed class OrganisingFoldTests
{
    private static readonly Organising Known = Organising.Default with
    {
        Stages = Organising.Default.Stages.Add(new("Hot", "Glowing")),
        Segments = Organising.Default.Segments.Add(new("club", "Book club", Personal: true)),
        Steps =
        [
            new("Lead", "Buyer", [new("call", "Call again", 3, null), new("visit", "Visit", null, null)]),
            new("Inactive", "Buyer", [new("call", "Ring", null, null)]),
            new("Lead", "club", [new("talk", "Talk", null, null)]),
        ],
    };

    // What the plain account knows of it: lower-case words and what they mean.
    private static readonly Dictionary<string, string> Stages = new() { ["lead"] = "Lead", ["past"] = "Inactive", ["inactive"] = "Inactive", ["hot"] = "Hot", ["glowing"] = "Hot" };
    private static readonly Dictionary<string, string> Segments = new() { ["buyer"] = "Buyer", ["club"] = "club", ["book club"] = "club", ["family"] = "Family" };
    private static readonly Dictionary<string, Dictionary<string, string>> Steps = new()
    {
        ["Lead Buyer"] = new() { ["call"] = "call", ["call again"] = "call", ["visit"] = "visit" },
        ["Inactive Buyer"] = new() { ["call"] = "call", ["ring"] = "call" },
        ["Lead club"] = new() { ["talk"] = "talk" },
    };

    private sealed record Write(string? Stage, string? Segment, string? Step, bool Patches)
    {
        public JsonObject Body()
        {
            var body = new JsonObject();
            foreach (var (field, value) in new[] { ("stage", Stage), ("segment", Segment), ("step", Step) })
                if (value is not null) body[field] = value.Length == 0 ? null : value;
            return body;
        }
    }

    private static readonly Gen<Write> Writes =
        from stage in Gen.Elements(null, null, null, "Lead", "lead", " PAST ", "Inactive", "glowing", "Nowhere", "")
        from segment in Gen.Elements(null, null, null, "Buyer", "buyer", "Book Club", "family", "Nobles", "")
        from step in Gen.Elements(null, null, null, null, "call", "CALL AGAIN", "ring", "visit", "Talk", "dance", "")
        from patches in Gen.Elements(true, false)
        select new Write(stage, segment, step, patches);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stage_segment_and_step_come_out_as_a_plain_account_has_them(bool refuses) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Writes.ListOf(8).ToArbitrary(), writes =>
        {
            var (profile, plain) = (Profile.Empty, (Stage: (string?)null, Segment: (string?)null, Step: (string?)null));
            foreach (var write in writes)
            {
                profile = After(profile, write, Known with { RefusesOthers = refuses });
                plain = Plain(plain, write, refuses);
                Assert.Equal(plain, (profile.Text("stage"), profile.Text("segment"), profile.Text("step")));
            }
        }));

    [Fact]
    public void A_write_that_says_nothing_new_changes_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(Writes.ToArbitrary(), write =>
    {
        var once = After(Some.Upsert(Profile.Empty, "{'stage':'Lead','segment':'Buyer','step':'call'}"), write, Known);
        var named = write with { Stage = write.Stage ?? once.Text("stage") ?? "", Segment = write.Segment ?? once.Text("segment") ?? "", Step = write.Step ?? once.Text("step") ?? "" };
        var twice = After(once, named, Known);
        Assert.Same(twice, After(twice, named, Known));
    }));

    [Fact]
    public void What_replaces_says_when_and_by_whom_as_before_and_leaves_nothing_to_replace() => Check.QuickThrowOnFailure(Prop.ForAll(Writes.ListOf(6).ToArbitrary(), writes =>
    {
        var before = writes.Aggregate(Profile.Empty, (profile, write) => After(profile, write, Known));
        var replacing = Known with
        {
            Replacing = [new("stage", "Hot", "Lead", "user:a"), new("segment", "Nobles", "Buyer", "user:a"), new("step", "dance", "visit", "user:a")],
        };
        var edit = new ContactEdit(EditKind.Replace, ReplacementFold.Text(replacing.Replacing), Some.ByApi(Some.At(99), "user:a"), null, Steps: ReplacementFold.StepsOf(replacing));
        var after = EditFold.Apply(before, edit);

        Assert.Equal(!ReferenceEquals(before, after), ReplacementFold.Concerns(before, replacing));
        Assert.False(ReplacementFold.Concerns(after, replacing));
        Assert.Same(after, EditFold.Apply(after, edit));
        Assert.Equal(before.Values.Select(value => (value.Key, value.Value.Stamp)), after.Values.Select(value => (value.Key, value.Value.Stamp)));
        Assert.Equal((before.Text("stage") == "Hot" ? "Lead" : before.Text("stage"), before.Text("segment") == "Nobles" ? "Buyer" : before.Text("segment")), (after.Text("stage"), after.Text("segment")));
        Assert.DoesNotContain(after.Values, value => value.Key == "stage" && value.Value.Json == "\"Hot\"");
    }));

    [Theory]
    [InlineData("stage", "Hot", "Lead")]
    [InlineData("segment", "Customers", "Buyer")]
    public void A_step_goes_with_a_stage_or_segment_that_is_replaced_unless_the_new_pair_has_it(string field, string from, string to)
    {
        var replacing = Known with { Replacing = [new(field, from, to, "user:a")] };
        foreach (var (step, expected) in new[] { ("call", "call"), ("dance", null) })
        {
            var profile = Some.Upsert(Profile.Empty, $"{{'stage':'{(field == "stage" ? from : "Lead")}','segment':'{(field == "segment" ? from : "Buyer")}','step':'{step}'}}");
            var edit = new ContactEdit(EditKind.Replace, ReplacementFold.Text(replacing.Replacing), Some.ByApi(Some.Noon), null, Steps: ReplacementFold.StepsOf(replacing));
            Assert.Equal(expected, EditFold.Apply(profile, edit).Text("step"));
        }
    }

    [Theory]
    [InlineData("Family", true)]
    [InlineData(" family ", true)]
    [InlineData("club", true)]
    [InlineData("Book Club", true)]
    [InlineData("Buyer", false)]
    [InlineData("Nobles", false)]
    [InlineData(null, false)]
    public void Personal_segments_are_known_by_key_and_label(string? segment, bool expected) => Assert.Equal(expected, Known.IsPersonal(segment));

    [Fact]
    public void What_is_personal_from_the_beginning_stays_so_when_it_is_taken_out()
    {
        var without = Known with { Segments = [.. Known.Segments.Where(segment => segment.Key != "Family")] };
        Assert.True(without.IsPersonal("family"));
        Assert.True((without with { Segments = without.Segments.Add(new("kin", "Family", Personal: true)) }).IsPersonal("Family"));
    }

    private static Profile After(Profile profile, Write write, Organising organising)
    {
        var fitted = OrganisingFit.Of(Some.Json(write.Body().ToJsonString()), organising);
        if (!fitted.Faults.IsEmpty) return profile;
        var kind = write.Patches ? EditKind.Patch : EditKind.Upsert;
        var edit = new ContactEdit(kind, ProfileValues.Json(fitted.Body), Some.ByApi(Some.Noon), null, Steps: fitted.Steps);
        var after = EditFold.Apply(profile, edit);
        return fitted.Steps!.Fault(after) is null ? after : profile;
    }

    private static (string? Stage, string? Segment, string? Step) Plain((string? Stage, string? Segment, string? Step) held, Write write, bool refuses)
    {
        var stage = Named(write.Stage, Stages, held.Stage);
        var segment = Named(write.Segment, Segments, held.Segment);
        if (refuses && (IsStrange(write.Stage, Stages) || IsStrange(write.Segment, Segments))) return held;
        var steps = Steps.GetValueOrDefault($"{stage} {segment}") ?? [];
        if (refuses && IsStrange(write.Step, steps)) return held;
        if (write.Step is not null) return (stage, segment, Named(write.Step, steps, null));
        var isMoved = !string.Equals(stage, held.Stage, StringComparison.OrdinalIgnoreCase) || !string.Equals(segment, held.Segment, StringComparison.OrdinalIgnoreCase);
        return (stage, segment, isMoved && held.Step is { } step ? steps.GetValueOrDefault(step.ToLowerInvariant()) : held.Step);
    }

    private static string? Named(string? written, Dictionary<string, string> known, string? held) =>
        written is null ? held : written.Length == 0 ? null : known.GetValueOrDefault(written.Trim().ToLowerInvariant()) ?? written.Trim();

    private static bool IsStrange(string? written, Dictionary<string, string> known) =>
        !string.IsNullOrEmpty(written) && !known.ContainsKey(written.Trim().ToLowerInvariant());
}
