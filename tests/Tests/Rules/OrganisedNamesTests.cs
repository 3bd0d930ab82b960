using Audiences.Rules;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Rules;

/// <summary>Stages, segments and steps in definitions: by key, and replaced so that nobody leaves who only gets another name.</summary>
public sealed class OrganisedNamesTests
{
    private static readonly Replacement[] Replacing = [new("stage", "Hot", "Active", "user:a"), new("segment", "Club", "Buyer", "user:a")];

    private static readonly Gen<string> Conditions =
        from field in Gen.Elements("stage", "stage", "segment", "trait.stage")
        from test in Gen.Elements(
            "\"op\":\"equals\",\"value\":\"HOT\"", "\"op\":\"notEquals\",\"value\":\"Hot\"", "\"op\":\"in\",\"value\":[\"Hot\",\"Lead\"]",
            "\"op\":\"notIn\",\"value\":[\"Club\",\"hot\",\"Lead\"]", "\"op\":\"in\",\"value\":[\"Hot\"]", "\"op\":\"equals\",\"value\":\"Club\"",
            "\"op\":\"equals\",\"value\":\"Lead\"", "\"op\":\"exists\"", "\"op\":\"hasBeen\",\"value\":\"Hot\",\"for\":\"1d\"")
        from not in Gen.Elements("", "", ",\"not\":true")
        select $$"""{"field":"{{field}}",{{test}}{{not}}}""";

    private static readonly Gen<(string Definition, string? Stage, string? Segment)> Cases =
        from some in Conditions.NonEmptyListOf()
        from inner in Conditions.NonEmptyListOf()
        from exclude in Conditions.ListOf()
        from match in Gen.Elements("all", "any")
        from stage in Gen.Elements(null, "Hot", "hot", "Lead", "Lost")
        from segment in Gen.Elements(null, "Club", "Lead")
        select ($$"""{"match":"{{match}}","conditions":[{{string.Join(",", some)}},{"match":"any","conditions":[{{string.Join(",", inner)}}]}],"exclude":[{{string.Join(",", exclude)}}]}""", stage, segment);

    [Fact]
    public void Who_belongs_does_so_before_while_and_after_he_gets_the_new_name() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Cases.ToArbitrary(), one =>
        {
            var before = Definition.Stored(one.Definition);
            var both = OrganisedNames.Replaced(before, [.. Replacing], both: true);
            var after = OrganisedNames.Replaced(both, [.. Replacing], both: false);
            var (old, renamed) = (Person(one.Stage, one.Segment), Person(New("stage", one.Stage), New("segment", one.Segment)));
            var belongs = Some.Judge(before, old).Holds;

            Assert.Equal(belongs, Some.Judge(after, renamed).Holds);
            if (!one.Definition.Contains("hasBeen", StringComparison.Ordinal))
                foreach (var person in new[] { old, renamed })
                    Assert.Equal(belongs, Some.Judge(both, person).Holds);
            Assert.Equal(both.ToJson(), OrganisedNames.Replaced(both, [.. Replacing], both: true).ToJson());
            foreach (var replacement in Replacing)
                Assert.False(OrganisedNames.Names(after, new(replacement.Field, replacement.From)));
        }));

    [Theory]
    [InlineData("stage", "equals", "\"past\"", "\"Inactive\"")]
    [InlineData("stage", "in", "[\"PAST\",\"inactive\",\"Lead\",\"Strange\"]", "[\"Inactive\",\"Lead\",\"Strange\"]")]
    [InlineData("segment", "notEquals", "\"family\"", "\"Family\"")]
    [InlineData("step", "notIn", "[\"Call again\",\"x\"]", "[\"call\",\"x\"]")]
    [InlineData("stage", "contains", "\"past\"", "\"past\"")]
    [InlineData("trait.stage", "equals", "\"past\"", "\"past\"")]
    public void Labels_become_keys_where_a_value_is_named(string field, string op, string value, string expected)
    {
        var organising = Organising.Default with { Steps = [new("Lead", "Buyer", [new("call", "Call again", null, null)])] };
        var definition = Definition.Stored($$"""{"match":"all","conditions":[{"field":"{{field}}","op":"{{op}}","value":{{value}}}]}""");
        Assert.Equal(
            $$"""{"match":"all","conditions":[{"field":"{{field}}","op":"{{op}}","value":{{expected}}}]}""", OrganisedNames.Keyed(definition, organising).ToJson());
    }

    private static string? New(string field, string? name) =>
        Replacing.FirstOrDefault(replacement => replacement.Field == field && string.Equals(replacement.From, name, StringComparison.OrdinalIgnoreCase))?.To ?? name;

    private static Profile Person(string? stage, string? segment)
    {
        var values = Some.Person().Values;
        if (stage is not null) values = values.SetItem("stage", new($"\"{stage}\"", new(new(0), "user:u", "api", null)));
        if (segment is not null) values = values.SetItem("segment", new($"\"{segment}\"", new(new(0), "user:u", "api", null)));
        return Some.Person() with { Values = values };
    }
}
