using System.Globalization;
using System.Text;
using System.Text.Json;
using Audiences.Columns;
using Audiences.Rules;
using Tests.Rules;

namespace Tests.Columns;

/// <summary>Of many contents at once the same is said as of each by itself.</summary>
public sealed class ContentAnswersTests
{
    private static readonly string[] Words =
        ["a", "Ann", "ÄNN", "a\u0308nn", "straße", "example", "@company-7.example", "İ", "\ud83d\ude00", "\ufffd", "10", "1e1", "true", " ", "premium"];

    [Theory]
    [InlineData("equals")]
    [InlineData("notEquals")]
    [InlineData("in")]
    [InlineData("notIn")]
    [InlineData("contains")]
    [InlineData("notContains")]
    [InlineData("startsWith")]
    [InlineData("endsWith")]
    [InlineData("containsAny")]
    public void Texts(string op)
    {
        var random = new Random(op.Length);
        Agree(random, 60, () => op is "in" or "notIn" or "containsAny"
            ? $$"""{"field":"trait.x","op":"{{op}}","value":[{{string.Join(",", Enumerable.Range(0, random.Next(1, 9)).Select(_ => Json(Sought(random))))}}]}"""
            : $$"""{"field":"trait.x","op":"{{op}}","value":{{Json(Sought(random))}}}""");
    }

    [Theory]
    [InlineData("greaterThan")]
    [InlineData("atLeast")]
    [InlineData("lessThan")]
    [InlineData("atMost")]
    [InlineData("between")]
    public void Numbers(string op)
    {
        var random = new Random(op.Length);
        Agree(random, 60, () => op == "between"
            ? $$"""{"field":"trait.x","op":"between","value":[{{Number(random)}},{{(random.Next(4) == 0 ? "null" : "99999999999999999999")}}]}"""
            : $$"""{"field":"trait.x","op":"{{op}}","value":{{Number(random)}}}""");
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    [InlineData("between")]
    [InlineData("within")]
    [InlineData("olderThan")]
    public void Moments(string op)
    {
        var random = new Random(op.Length);
        Agree(random, 60, () => op switch
        {
            "between" => $$"""{"field":"trait.x","op":"between","value":[{{Moment(random)}},"1971-01-01"]}""",
            "within" or "olderThan" => $$"""{"field":"trait.x","op":"{{op}}","value":"{{random.Next(1, 40)}}d"}""",
            _ => $$"""{"field":"trait.x","op":"{{op}}","value":{{Moment(random)}}}""",
        });
    }

    [Fact]
    public void Of_what_was_forgotten_nothing_is_found()
    {
        var random = new Random(8);
        var contents = Filled(random, 900);
        string[] conditions =
        [
            """{"field":"trait.x","op":"contains","value":"a"}""",
            """{"field":"trait.x","op":"in","value":["a","ann","example","10","premium","true"]}""",
            """{"field":"trait.x","op":"atLeast","value":0}""",
            """{"field":"trait.x","op":"before","value":"1971-01-01"}""",
        ];
        foreach (var condition in conditions)
            Assert.True(Same(contents, Test(condition)).Passing > 10);
        var forgotten = Enumerable.Range(1, contents.Count - 1).Where(code => code % 2 == 0).ToArray();
        foreach (var code in forgotten)
            contents.Forget(code);
        foreach (var condition in conditions)
        {
            using var answers = new ContentAnswers(contents, FactPath.Here, Test(condition), 0);
            foreach (var code in forgotten)
                Assert.Equal(0u, answers[code]);
            Same(contents, Test(condition));
        }
    }

    [Fact]
    public void Contents_that_come_later_are_answered_too_and_those_let_go_of_are_not()
    {
        var random = new Random(5);
        var contents = Filled(random, 400);
        var test = Test("""{"field":"trait.x","op":"contains","value":"a"}""");
        Same(contents, test);
        Fill(contents, random, 400);
        Same(contents, test);
        contents.KeepOnly([.. Enumerable.Range(1, contents.Count - 1).Where(code => code % 3 == 0)]);
        Fill(contents, random, 700);
        Same(contents, test);
        Same(contents, Test("""{"field":"trait.x","op":"atLeast","value":10}"""));
    }

    private static void Agree(Random random, int tests, Func<string> condition)
    {
        var contents = Filled(random, 900);
        var (passing, failing) = (0, 0);
        for (var i = 0; i < tests; i++)
        {
            var counts = Same(contents, Test(condition()));
            (passing, failing) = (passing + counts.Passing, failing + counts.Failing);
        }
        Assert.True(passing > tests && failing > tests, $"{passing} passed and {failing} failed, which shows little.");
    }

    private static (int Passing, int Failing) Same(Contents contents, ValueTest test)
    {
        using var answers = new ContentAnswers(contents, FactPath.Here, test, 0);
        var passing = 0;
        for (var code = 0; code < contents.Count; code++)
        {
            var expected = test.HoldsNow(new ValuesBelow(FactPath.Here, contents[code]), 0);
            Assert.True(expected == (answers[code] == 1), $"Content {code} [{string.Join(", ", contents[code].Select(Shown))}] should {(expected ? "" : "not ")}pass.");
            passing += expected ? 1 : 0;
        }
        return (passing, contents.Count - passing);
    }

    private static Contents Filled(Random random, int count)
    {
        var contents = new Contents(Value.ReadKept);
        Fill(contents, random, count);
        return contents;
    }

    private static void Fill(Contents contents, Random random, int count)
    {
        for (var i = 0; i < count; i++)
            contents.CodeOf(Encoding.UTF8.GetBytes(Content(random)));
    }

    private static string Content(Random random) => random.Next(10) switch
    {
        < 4 => Json(Text(random)),
        < 7 => Number(random),
        7 => $"[{Json(Text(random))},{Number(random)}]",
        8 => $$"""{"a":{{Number(random)}}}""",
        9 when random.Next(2) == 0 => Moment(random),
        _ => random.Next(5) switch { 0 => "true", 1 => "\"\\ud800x\"", 2 => "\"a\\u0000b\"", 3 => "[]", _ => "\"  \"" },
    };

    private static string Sought(Random random) => Text(random) is var text && string.IsNullOrWhiteSpace(text) ? "x" : text;

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Words[random.Next(Words.Length)]));

    // Close to each other, far beyond what a double tells apart, and equal in another form.
    private static string Number(Random random) => random.Next(7) switch
    {
        // A double of the first is above that of the second.
        6 => random.Next(2) == 0 ? "7174.99999999999999999999997" : "7175",
        0 => "9007199254740993." + random.Next(10).ToString(CultureInfo.InvariantCulture),
        1 => "9007199254740992",
        2 => $"{random.Next(20)}.10",
        3 => $"{random.Next(20)}.1",
        4 => (random.Next(4000) / 100m).ToString(CultureInfo.InvariantCulture),
        _ => $"-{random.Next(3)}e{random.Next(5)}",
    };

    private static string Moment(Random random) =>
        $"\"{DateTime.UnixEpoch.AddMinutes(random.Next(-80_000, 20_000)).ToString(random.Next(3) == 0 ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\"";

    private static string Json(string text) => JsonSerializer.Serialize(text);

    private static ValueTest Test(string condition) =>
        ValueTests.Compile(((FieldCondition)Some.Only(condition).Nodes.First(node => node is FieldCondition)).Test);

    private static string Shown(Value value) => value.TryText(out var text) ? text : value.IsJson ? value.Json.GetRawText() : "nothing";
}
