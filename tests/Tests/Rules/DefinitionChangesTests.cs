using Audiences.Rules;

namespace Tests.Rules;

/// <summary>What changed between two definitions, by path.</summary>
public sealed class DefinitionChangesTests
{
    private const string Plan = """{"field":"trait.plan","op":"equals","value":"premium"}""";
    private const string Vip = """{"field":"tag","op":"equals","value":"vip"}""";
    private const string Lost = """{"field":"stage","op":"equals","value":"Lost"}""";

    [Fact]
    public void The_same_in_another_order_has_not_changed() =>
        Assert.Equal("", Changes($$"""{"match":"any","conditions":[{{Plan}},{{Vip}}]}""", $$"""{"match":"any","conditions":[{{Vip}},{{Plan}}]}"""));

    [Fact]
    public void What_comes_and_goes_is_named_where_it_stands_and_stood() => Assert.Equal(
        $"+definition.conditions[1] {Lost} +definition.exclude[0] {Vip} -definition.conditions[0] {Vip}",
        Changes(
            $$"""{"match":"all","conditions":[{{Vip}},{{Plan}}]}""",
            $$"""{"match":"all","conditions":[{{Plan}},{{Lost}}],"exclude":[{{Vip}}]}"""));

    [Fact]
    public void An_edited_group_is_looked_into() => Assert.Equal(
        $"+definition.conditions[0].conditions[1] {Lost} -definition.conditions[1].conditions[1] {Vip} definition.conditions[0] any to not all",
        Changes(
            $$"""{"match":"all","conditions":[{{Vip}},{"match":"any","conditions":[{{Plan}},{{Vip}}]}]}""",
            $$"""{"match":"all","conditions":[{"match":"all","conditions":[{{Plan}},{{Lost}}],"not":true},{{Vip}}]}"""));

    [Fact]
    public void Of_two_alike_the_one_that_goes_is_named() => Assert.Equal(
        $"-definition.exclude[1] {Vip}",
        Changes($$"""{"exclude":[{{Vip}},{{Vip}}]}""", $$"""{"exclude":[{{Vip}}]}"""));

    [Fact]
    public void An_include_that_comes_to_excludes_brings_its_conditions() => Assert.Equal(
        $"+definition.conditions[0] {Plan}",
        Changes($$"""{"exclude":[{{Vip}}]}""", $$"""{"match":"all","conditions":[{{Plan}}],"exclude":[{{Vip}}]}"""));

    private static string Changes(string before, string after)
    {
        var changes = DefinitionChanges.Between(Some.Definition(before), Some.Definition(after));
        return string.Join(' ', changes.Added.Select(part => $"+{part.Path} {NodeJson.Of(part.Node)}")
            .Concat(changes.Removed.Select(part => $"-{part.Path} {NodeJson.Of(part.Node)}"))
            .Concat(changes.Joins.Select(join => $"{join.Path} {join.Before} to {join.After}")));
    }
}
