using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Audiences.Packing;
using Audiences.Partitions;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Membership;

/// <summary>What a start reads of messages in the log is what rules read of them when they come.</summary>
public sealed class GatheredMessagesTests
{
    private static readonly Gen<string> Values = Gen.Elements(
        "1", "null", "true", "\"a long text\"", "\"a long text\"", "\"é😀\\u0000\\\"\"", "[1, {\"a\": [ ]}]", "{\"properties\":{\"no\":1}}", "-1.5e-7", "\"\\ud800\"", "{}");

    private static readonly Gen<string> Names = Gen.Elements("a", "b", "amount", "\\u0061", "é", "", "\\\"", "a.b", new string('x', 300), new string('é', 200), "\\ud800");

    private static readonly Gen<string> Objects =
        from pairs in (from name in Names from value in Values select $"\"{name}\" : {value}").ListOf()
        select $$"""{ {{string.Join(" ,", pairs)}} }""";

    private static readonly Gen<string> Contexts = Gen.Elements(
        "{}", "1", "[]", """{"library":{"name":"x"}}""", """{"userAgent":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"}""",
        """{"device":{"type":"mobile"},"x":1}""", """{"\u0075serAgent":"Mozilla\/5.0 (Windows NT 10.0) Chrome\/120.0"}""", """{"userAgent":5,"device":{"type":"ios","model":"iPad"}}""");

    private static readonly Gen<string> Members = Gen.OneOf(
        Gen.Elements("\"type\":\"track\"", "\"properties\":7", "\"event\" : [ {\"properties\":1} ]"),
        Objects.Select(properties => $"\"properties\": {properties}"), Objects.Select(properties => $"\"\\u0070roperties\":{properties}"),
        Contexts.Select(context => $"\"context\":{context}"));

    private static readonly Gen<(int Slot, ContactStep Step)[]> Logs =
        (from slot in Gen.Elements(0, 1, 2, 65_535)
         from kind in Gen.Elements(StepKind.Track, StepKind.Track, StepKind.Page, StepKind.Screen, StepKind.Identify, StepKind.Alias)
         from at in Gen.Choose(0, 1_000)
         from name in Gen.Elements(null, "buy", "é", new string('n', 300))
         from members in Members.ListOf()
         from active in Gen.Elements(true, false)
         from id in Gen.Choose(0, 1_000_000)
         select (slot, new ContactStep(kind, new(at), new(at + 1), name, $"m{id}é", id - 500, "{" + string.Join(",", members) + "}", null, Cause.Event, active)))
        .ListOf().Select(log => log.ToArray());

    [Fact]
    public void Each_is_as_when_it_came() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Logs.ToArbitrary(), log => Assert.True(IsAsItCame(log))));

    [Fact]
    public void However_many_there_are_and_however_long()
    {
        var random = new Random(7);
        Assert.True(IsAsItCame([.. Enumerable.Range(0, 3_000).Select(number => (random.Next(5), Bought(number, number % 500 == 0 ? 2_000_000 : random.Next(3_000))))]));

        static ContactStep Bought(int number, int length) => new(
            StepKind.Track, new(number), new(number), "buy", $"m{number}", number, $$"""{"properties": {"text": "{{new string('x', length)}}"} }""", null, Cause.Event);
    }

    [Fact]
    public void What_is_taken_refers_to_nobody_elses_bytes()
    {
        var names = new NameTable();
        var gathered = new GatheredMessages(names);
        for (var slot = 0; slot < 2; slot++)
            gathered.Add(new LoggedMessage(
                slot, slot + 1, StepKind.Track, new(1), new(1), "buy", Encoding.UTF8.GetBytes($"m{slot}"), 0,
                Encoding.UTF8.GetBytes($$$"""{"properties":{"secret":"of contact {{{slot}}}"}}"""), true));
        var taken = Assert.Single(gathered.Take(0)).Happened!;
        var series = (ReadOnlyMemory<byte>)typeof(PackedProperties).GetProperty(nameof(PackedProperties.Series))!.GetValue(
            typeof(EventFact).GetField("_packed", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(taken))!;
        Assert.True(MemoryMarshal.TryGetArray(series, out var array));
        Assert.Equal(array.Count, array.Array!.Length);
        Assert.True(array.AsSpan().IndexOf("of contact 0"u8) > 0);
        Assert.True(array.AsSpan().IndexOf("of contact 1"u8) < 0);
    }

    private static bool IsAsItCame((int Slot, ContactStep Step)[] log)
    {
        var gathered = new GatheredMessages(new NameTable());
        for (var i = 0; i < log.Length; i++)
        {
            var (slot, step) = log[i];
            gathered.Add(new LoggedMessage(
                slot, i + 1, step.Kind, step.At, step.Arrived, step.Name, Encoding.UTF8.GetBytes(step.MessageId!), step.BodyHash,
                Encoding.UTF8.GetBytes(step.Payload), step.Active));
        }
        foreach (var slot in log.Select(row => row.Slot).Distinct())
        {
            var expected = log.Select((row, index) => (row.Slot, row.Step, Position: index + 1)).Where(row => row.Slot == slot).Select(row =>
            {
                var id = MessageLog.HashOf(row.Step.MessageId!);
                return Form(new(id, (int)row.Step.BodyHash, row.Step.At, row.Position), EventReader.Read(row.Step, id));
            });
            Assert.Equal(expected, gathered.Take(slot).Select(taken => Form(taken.Message, taken.Happened)));
            Assert.Empty(gathered.Take(slot));
        }
        return true;
    }

    private static string Form(MessageLog.Entry entry, EventFact? fact) => fact is null ? $"{entry}"
        : $"{entry} {fact.Kind} {fact.Name} {fact.At} {fact.Id} {fact.Active} {fact.Agent} {Properties(fact)}";

    // Without the blanks between them, which are not kept; each value as it stands.
    private static string Properties(EventFact fact)
    {
        if (fact.Properties.ValueKind != JsonValueKind.Object)
            return "none";
        try
        {
            return string.Join(",", fact.Properties.EnumerateObject().Select(property => $"{property.Name}:{property.Value.GetRawText()}"));
        }
        catch (InvalidOperationException)
        {
            return fact.Properties.GetRawText();
        }
    }
}
