using System.Buffers;
using System.Text;
using System.Text.Json;
using Audiences.Rules;
using Tests.Rules;

namespace Tests.Columns;

public sealed class ValueFormTests
{
    public static TheoryData<string> Texts { get; } =
    [
        "\"Ann\"", "\"\"", "\"  \"", "\"straße \ud83d\ude00\"", "\"a\\u0000b\\n\\\"\"", "\"\\ud800x\"", "\"\\ud83d\\ude00\"", "true", "false", "null", "0", "-0", "1.10", "-7e2",
        "79228162514264337593543950335", "0.0000000000000000000000000001", "1e400", "9007199254740993", "\"2026-11-21\"", "\"2026-11-21T12:00:00.123Z\"",
        "[]", "[1,\"a\",[true,null]]", "{}", """{"a":{"b":[1.50,{"c":"\ud800"}]},"d":"x"}""", "{ \"spaced\" : 1 }", $"{new string('[', 100)}1{new string(']', 100)}",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_content_is_read_from_its_json_as_it_was_kept_before(string json)
    {
        var kept = Value.Kept(JsonElement.Parse(json, new() { MaxDepth = 128 }));
        Same(kept, Value.ReadKept(Encoding.UTF8.GetBytes(json)).Single());
        Same(kept, Again(kept).Single());
    }

    [Fact]
    public void What_is_no_utf8_is_no_text()
    {
        byte[] json = [(byte)'"', 0xff, (byte)'a', (byte)'"'];
        Assert.Equal(Said(Value.Kept(JsonElement.Parse(json))), Said(Value.ReadKept(json).Single()));
    }

    [Fact]
    public void Values_of_every_kind_are_read_as_they_were_written_one_behind_the_other()
    {
        Value[] values =
        [
            Value.Of("plain"), Value.Of(""), Value.Of("lone \ud800"), Value.Of("\udc00"), Value.Of("\ud83d\ude00 ü \0"), Value.Of(new string('x', 300)), Value.Of(true), Value.Of(false),
            Value.Of(1.10m), Value.Of(decimal.MaxValue), Value.Of(decimal.MinValue), Value.Of(0.0000000000000000000000000001m),
            Value.Of(Moment.Of(Some.Now)), Value.Of(new Moment(0, Moment.DayMs)), Value.Of(new Moment(-5, -5)),
            Value.Of(Some.Json("""{"a":[1,"\ud800"]}""")), Value.Of(Some.Json("\"text\"")), Value.Of("last"),
        ];
        var read = Again(values);
        Assert.Equal(values.Length, read.Length);
        foreach (var (value, again) in values.Zip(read))
            Same(value, again);
    }

    [Fact]
    public void Forms_differ_where_values_do()
    {
        Value[] values = [Value.Of("1"), Value.Of(1m), Value.Of(1.0m), Value.Of("true"), Value.Of(true), Value.Of(new Moment(1, 1)), Value.Of(new Moment(1, 2)), Value.Of("\ud800"), Value.Of("\ufffd"), Value.Of(Some.Json("1"))];
        Assert.Equal(values.Length, values.Select(value => Convert.ToHexString(Written(value))).Distinct().Count());
        Assert.NotEqual(Written(Value.Of("a"), Value.Of("b")), Written(Value.Of("ab")));
    }

    private static Value[] Again(params Value[] values) => Value.ReadForms(Written(values));

    private static byte[] Written(params Value[] values)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var value in values)
            value.WriteForm(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static void Same(Value expected, Value read)
    {
        Assert.Equal(Said(expected), Said(read));
        Assert.Equal(expected.IsJson ? expected.Json.GetRawText() : null, read.IsJson ? read.Json.GetRawText() : null);
    }

    private static object Said(Value value) => (
        value.IsJson, value.IsNumber, value.IsMissing, value.TryText(out var text), text, value.TryNumber(out var number), number,
        value.TryBoolean(out var flag), flag, value.TryMoment(out var moment), moment);
}
