namespace Tests.Rules;

/// <summary>How operators read values: the paragraph "Values" of the contract, row by row.</summary>
public sealed class ValueRuleTests
{
    [Theory]
    // equals: the operand says how the value is read
    [InlineData("equals", "\"premium\"", "\"Premium\"", true)]
    [InlineData("equals", "\"premium\"", "\"premium \"", false)]
    [InlineData("equals", "\"é\"", "\"E\\u0301\"", true)]
    [InlineData("equals", "10", "\"10\"", true)]
    [InlineData("equals", "10", "10.0", true)]
    [InlineData("equals", "10", "\"1e1\"", true)]
    [InlineData("equals", "10", "\" 10\"", false)]
    [InlineData("equals", "10", "\"+10\"", false)]
    [InlineData("equals", "10", "\"010\"", false)]
    [InlineData("equals", "10", "true", false)]
    [InlineData("equals", "0", "-0.0", true)]
    [InlineData("equals", "\"10\"", "10.0", true)]
    [InlineData("equals", "\"10\"", "1e1", true)]
    [InlineData("equals", "\"10\"", "\"10.0\"", false)]
    [InlineData("equals", "\"10.0\"", "10.0", false)]
    [InlineData("equals", "\"0.00001\"", "1e-5", true)]
    [InlineData("equals", "0.1", "0.1000000000000000000000000000", true)]
    [InlineData("equals", "12345678901234567890123456.78", "\"12345678901234567890123456.78\"", true)]
    [InlineData("equals", "12345678901234567890123456.78", "12345678901234567890123456.77", false)]
    [InlineData("equals", "true", "\"TRUE\"", true)]
    [InlineData("equals", "true", "\" true\"", false)]
    [InlineData("equals", "true", "1", false)]
    [InlineData("equals", "false", "null", false)]
    [InlineData("equals", "false", "false", true)]
    [InlineData("equals", "\"true\"", "true", true)]
    [InlineData("equals", "\"a\"", "{\"a\":\"a\"}", false)]
    // arrays: one element for positive operators, all for negative ones
    [InlineData("equals", "\"a\"", "[\"b\",\"A\"]", true)]
    [InlineData("equals", "\"a\"", "[[\"a\"]]", true)]
    [InlineData("notEquals", "\"a\"", "[\"b\",\"A\"]", false)]
    [InlineData("notEquals", "\"a\"", "[\"b\",\"c\"]", true)]
    [InlineData("notEquals", "\"a\"", "[]", true)]
    [InlineData("notEquals", "\"a\"", "null", true)]
    [InlineData("notEquals", "10", "\"ten\"", true)]
    [InlineData("in", "[\"a\", 10]", "\"10\"", true)]
    [InlineData("in", "[\"a\", \"b\"]", "[\"c\", \"B\"]", true)]
    [InlineData("in", "[\"a\", \"b\"]", "\"c\"", false)]
    [InlineData("notIn", "[\"a\", \"b\"]", "[\"c\", \"B\"]", false)]
    [InlineData("notIn", "[\"a\", \"b\"]", "\"\"", true)]
    [InlineData("containsAny", "[\"a\", \"b\"]", "[\"c\", \"B\"]", true)]
    [InlineData("containsAll", "[\"a\", \"b\"]", "[\"B\", \"c\", \"A\"]", true)]
    [InlineData("containsAll", "[\"a\", \"b\"]", "[\"a\"]", false)]
    [InlineData("containsAll", "[\"a\"]", "\"a\"", true)]
    // text
    [InlineData("contains", "\"OO\"", "\"food\"", true)]
    [InlineData("contains", "\" \"", "\"a b\"", true)]
    [InlineData("contains", "\"0\"", "100", true)]
    [InlineData("contains", "\"a\"", "[\"x\", \"bar\"]", true)]
    [InlineData("contains", "\"a\"", "{\"a\":1}", false)]
    [InlineData("notContains", "\"a\"", "[\"x\", \"bar\"]", false)]
    [InlineData("notContains", "\"a\"", "null", true)]
    [InlineData("startsWith", "\"Fo\"", "\"food\"", true)]
    [InlineData("startsWith", "\"oo\"", "\"food\"", false)]
    [InlineData("startsWith", "\"75\"", "75001", true)]
    [InlineData("endsWith", "\"OD\"", "\"food\"", true)]
    [InlineData("endsWith", "\"fo\"", "\"food\"", false)]
    // numbers
    [InlineData("greaterThan", "100", "100", false)]
    [InlineData("greaterThan", "100", "\"100.0000001\"", true)]
    [InlineData("greaterThan", "100", "\"lots\"", false)]
    [InlineData("greaterThan", "100", "1e400", false)]
    [InlineData("atLeast", "100", "1e2", true)]
    [InlineData("lessThan", "0", "-0.5", true)]
    [InlineData("lessThan", "0", "null", false)]
    [InlineData("atMost", "0", "false", false)]
    [InlineData("atMost", "0", "[5, 0]", true)]
    [InlineData("between", "[1, 2]", "2", true)]
    [InlineData("between", "[1, 2]", "2.01", false)]
    [InlineData("between", "[null, 2]", "-7", true)]
    [InlineData("between", "[1, null]", "\"1\"", true)]
    // what is missing
    [InlineData("exists", null, "0", true)]
    [InlineData("exists", null, "false", true)]
    [InlineData("exists", null, "{}", true)]
    [InlineData("exists", null, "\"\"", false)]
    [InlineData("exists", null, "\" \\t\\u00a0\"", false)]
    [InlineData("exists", null, "[]", false)]
    [InlineData("exists", null, "[null, \"\"]", false)]
    [InlineData("exists", null, "[null, 0]", true)]
    [InlineData("notExists", null, "null", true)]
    [InlineData("notExists", null, "[\" \"]", true)]
    [InlineData("notExists", null, "\"\\ud800\"", true)]
    public void A_trait_is_judged_by_its_value(string op, string? operand, string value, bool holds)
    {
        var condition = $$"""{ "field": "trait.x", "op": "{{op}}" {{(operand is null ? "" : $", \"value\": {operand}")}} }""";
        Assert.Equal(holds, Some.Judge(condition, Some.Person(("trait.x", value))).Holds);
        Assert.Equal(!holds, Some.Judge(condition.Replace("\"op\"", "\"not\": true, \"op\""), Some.Person(("trait.x", value))).Holds);
    }

    [Theory]
    [InlineData("a.b", "a", "{\"b\":1}", true)]
    [InlineData("a.b", "a.b", "1", true)]
    [InlineData("a.b.c", "a", "{\"b.c\":1,\"b\":{\"c\":2}}", true)]
    [InlineData("a.b.c", "a", "{\"b\":{\"c\":1}}", true)]
    [InlineData("a.b.c", "a.b", "{\"c\":1}", true)]
    [InlineData("a.b", "a", "[{\"b\":5},{\"b\":1}]", true)]
    [InlineData("a.b", "a", "[{\"b\":[5,1]}]", true)]
    [InlineData("a.b", "a", "[1]", false)]
    [InlineData("a.b", "a", "\"b\"", false)]
    [InlineData("a.B", "a", "{\"b\":1}", false)]
    public void A_path_is_followed(string path, string key, string value, bool holds) =>
        Assert.Equal(holds, Some.Judge($$"""{ "field": "trait.{{path}}", "op": "equals", "value": 1 }""", Some.Person(("trait." + key, value))).Holds);

    [Fact]
    public void A_literal_key_wins_over_the_path_unless_it_is_null()
    {
        const string rule = """{ "field": "trait.a.b", "op": "equals", "value": 1 }""";
        Assert.False(Some.Judge(rule, Some.Person(("trait.a", "{\"b\":1}"), ("trait.a.b", "2"))).Holds);
        Assert.True(Some.Judge(rule, Some.Person(("trait.a", "{\"b\":1}"), ("trait.a.b", "null"))).Holds);
    }

    [Fact]
    public void A_key_with_half_a_surrogate_pair_hides_nothing_else() =>
        Assert.True(Some.Judge("""{ "field": "trait.a.b", "op": "notExists" }""", Some.Person(("trait.a", "{\"\\ud800x\":1}"))).Holds);
}
