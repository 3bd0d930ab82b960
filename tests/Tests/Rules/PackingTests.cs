using System.Buffers;
using System.Text.Json;
using Audiences.Packing;
using Audiences.Partitions;
using Audiences.Rules;
using Contracts;
using Tests.Rules.Plain;

namespace Tests.Rules;

public sealed class PackingTests
{
    private const int Cases = 2_000;

    [Fact]
    public void Whoever_is_packed_comes_back_as_he_was()
    {
        var (names, others) = (new NameTable(), new NameTable());
        others.CodeOf("so that numbers differ");
        foreach (var given in Generated.Cases(72, Cases))
        {
            var subject = Judged.SubjectOf(given);
            var bytes = Packs.Bytes(subject, new MessageLog(), names);
            var read = PackedContact.Subject(bytes, names);
            AssertSame(subject, read);
            foreach (var key in subject.Facts.Keys.Append("trait.nobody"))
                Assert.Equal(subject.Facts.History(key).Select(held => (Instant?)held.Since).FirstOrDefault(), PackedContact.HeldSince(bytes, names, key));
            // What nobody has asked for is packed again as it lies there; for another table it is read first.
            Assert.Equal(bytes, Packs.Bytes(PackedContact.Subject(bytes, names), new MessageLog(), names));
            AssertSame(subject, PackedContact.Subject(Packs.Bytes(PackedContact.Subject(bytes, names), new MessageLog(), others), others));
        }
    }

    [Fact]
    public void An_event_more_is_the_same_to_who_was_packed()
    {
        foreach (var given in Generated.Cases(73, Cases).Where(given => given.Events.Length > 1))
        {
            var events = Judged.SubjectOf(given).Events;
            var last = events.All.Last();
            var names = new NameTable();
            var fewer = PackedContact.Subject(Packs.Bytes(Subject.Empty with { Events = events.Without(last.Id) }, new MessageLog(), names), names).Events;
            AssertSame(Subject.Empty with { Events = events }, Subject.Empty with { Events = fewer.With(last) });
            Assert.Equal([last], fewer.With(last).Since(fewer)!);
            Assert.Null(fewer.Since(fewer.With(last)));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "a": 1, "a": 2, "b": null }""")]
    [InlineData("""{ "\ud800": 1, "a": "x" }""")]
    [InlineData("""{ "a": "\udc00", "é\u00e9\"": [ 1, { "b": 12345678901234567890.000000000001 } ] }""")]
    [InlineData("""{ "": { "": "" }, "long": "….…" }""")]
    public void Properties_come_back_as_they_were_sent(string properties)
    {
        var sent = Some.Event("buy", "2026-11-01T00:00:00Z", 7, properties);
        var read = Assert.Single(Packs.Again(Subject.Empty with { Events = EventHistory.Empty.With(sent) }).Events.All);
        Assert.Equal(Forms(sent.Properties), Forms(read.Properties));
        Assert.Equal((sent.Name, sent.Kind, sent.At, sent.Id, sent.Active, sent.Agent), (read.Name, read.Kind, read.At, read.Id, read.Active, read.Agent));
    }

    [Fact]
    public void A_value_that_events_of_a_name_share_is_kept_once()
    {
        var names = new NameTable();
        var (alike, apart) = (Bought("\"a campaign with a long name\""), Bought(null));
        Assert.InRange(Packs.Bytes(alike, new MessageLog(), names).Length, 1, Packs.Bytes(apart, new MessageLog(), names).Length - (80 * 20));
        foreach (var bought in new[] { alike, apart })
        {
            var read = PackedContact.Subject(Packs.Bytes(bought, new MessageLog(), names), names);
            AssertSame(bought, read);
            // One more, and one less, of whom the first is asked for what the others have from it.
            read = PackedContact.Subject(Packs.Bytes(bought, new MessageLog(), names), names);
            var more = read with { Events = read.Events.With(Some.Event("buy", "2020-01-01T00:00:00Z", 1_000, """{"of":"another"}""")).Without(1) };
            var expected = bought with { Events = bought.Events.With(Some.Event("buy", "2020-01-01T00:00:00Z", 1_000, """{"of":"another"}""")).Without(1) };
            AssertSame(expected, PackedContact.Subject(Packs.Bytes(more, new MessageLog(), names), names));
        }

        static Subject Bought(string? campaign) => Subject.Empty with
        {
            Events = Enumerable.Range(1, 100).Aggregate(EventHistory.Empty, (events, number) => events.With(Some.Event(
                "buy", "2026-11-01T00:00:00Z", (ulong)number,
                $$"""{"of":{{campaign ?? $"\"a campaign with a name {number}\""}},"again":"twice here","more":"twice here","{{(number % 10 == 0 ? "\\ud800" : "a")}}":1}"""))),
        };
    }

    [Fact]
    public void Values_whose_hashes_are_the_same_stay_apart()
    {
        // Some ten pairs of so many have one hash of 32 bits.
        const int Many = 300_000;
        var events = EventHistory.From(Enumerable.Range(0, Many).Select(number => Some.Event("buy", "2026-11-01T00:00:00Z", (ulong)number, $$"""{"n":"number {{number}}"}""")));
        var read = Packs.Again(Subject.Empty with { Events = events }).Events.All.Select(fact => fact.Properties.GetProperty("n").GetString());
        Assert.Equal(Enumerable.Range(0, Many).Select(number => $"number {number}"), read);
    }

    [Fact]
    public void Properties_as_deep_as_messages_may_be_come_back()
    {
        var deep = $$"""{"a":{{string.Concat(Enumerable.Repeat("[", 100))}}1{{string.Concat(Enumerable.Repeat("]", 100))}}}""";
        var parsed = JsonDocument.Parse(deep, new JsonDocumentOptions { MaxDepth = 128 }).RootElement;
        var sent = Some.Event("buy", "2026-11-01T00:00:00Z", 7) with { Properties = parsed };
        Assert.Equal(deep, Assert.Single(Packs.Again(Subject.Empty with { Events = EventHistory.Empty.With(sent) }).Events.All).Properties.GetRawText());
    }

    [Fact]
    public void Nothing_stays_in_a_writer_that_is_wiped()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new PackedWriter(new NameTable(), bytes);
        writer.Text(new string('x', 4_000));
        writer.Clear();
        writer.Text("y");
        writer.Wipe();
        Assert.True(bytes.FreeCapacity >= 4_000);
        Assert.False(bytes.GetSpan().ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Names_beyond_what_the_table_takes_are_written_out()
    {
        var names = new NameTable();
        for (var i = 0; i < 20_000; i++)
            names.CodeOf($"name {i}");
        Assert.True(names.Count < 20_000);
        var subject = Subject.Empty with { Events = Some.Events(("no place", "2026-11-01T00:00:00Z"), (new string('x', 1_000), "2026-11-02T00:00:00Z"), ("\ud800", "2026-11-02T00:00:00Z")) };
        AssertSame(subject, PackedContact.Subject(Packs.Bytes(subject, new MessageLog(), names), names));
    }

    [Fact]
    public void Messages_of_events_come_back_as_those_of_no_event()
    {
        var (messages, events, random) = (new MessageLog(), EventHistory.Empty, new Random(5));
        foreach (var i in Enumerable.Range(1, 200))
        {
            var (id, at) = ((ulong)random.NextInt64(), new Instant(random.Next(50)));
            var position = random.Next(1, 9);
            if (i % 5 > 0)
                messages.Add(new MessageLog.Entry(id, random.Next(), at, position));
            // Some are of another instant than the event, some of one that is not there.
            if (i % 3 > 0)
                events = events.With(Some.Event($"e{i % 7}", "2026-01-01T00:00:00Z", id) with { At = i % 11 == 0 ? new Instant(at.Ms + 1) : at });
            if (i % 13 == 0)
                messages.Forget(id);
        }
        // One id twice.
        messages.Add(messages.Kept.First() with { Position = 20_000 });
        var names = new NameTable();
        var packed = Packs.Bytes(Subject.Empty with { Events = events }, messages, names);
        var read = PackedContact.Messages(packed, names);
        Assert.Equal(Sorted(messages), Sorted(read));
        Assert.Equal(messages.Count, read.Count);
        Assert.Equal(packed, Packs.Bytes(PackedContact.Subject(packed, names), read, names));
        Assert.True(packed.Length < Packs.Bytes(Subject.Empty with { Events = events }, new MessageLog(), names).Length + Packs.Bytes(Subject.Empty, messages, names).Length - 800);

        static IEnumerable<MessageLog.Entry> Sorted(MessageLog log) => log.Kept.OrderBy(entry => entry.Id).ThenBy(entry => entry.Position);
    }

    [Fact]
    public void Messages_come_back_as_they_were()
    {
        var messages = new MessageLog();
        foreach (var i in Enumerable.Range(0, 100))
            messages.Add(new MessageLog.Entry(ulong.MaxValue - (ulong)i, i % 2 == 0 ? int.MinValue : i, new Instant(1_000 - (i * 7)), (i * 1_000_000_007L) + 1));
        messages.Forget(ulong.MaxValue - 3);
        var names = new NameTable();
        var read = PackedContact.Messages(Packs.Bytes(Subject.Empty, messages, names), names);
        Assert.Equal(messages.Count, read.Count);
        Assert.Equal(messages.Positions(), read.Positions());
        foreach (var i in Enumerable.Range(0, 100))
            Assert.Equal(messages.Find(ulong.MaxValue - (ulong)i), read.Find(ulong.MaxValue - (ulong)i));
        Assert.Null(read.Find(1));
    }

    private static void AssertSame(Subject expected, Subject actual)
    {
        Assert.Empty(actual.Facts.ChangesSince(expected.Facts));
        Assert.Equal(expected.Facts.Teams, actual.Facts.Teams);
        Assert.Equal(expected.Facts.Keys, actual.Facts.Keys);
        foreach (var key in expected.Facts.Keys)
            Assert.Equal(
                expected.Facts.History(key).Select(known => (known.Value.GetRawText(), known.Since)).ToArray(),
                actual.Facts.History(key).Select(known => (known.Value.GetRawText(), known.Since)).ToArray());
        Assert.Equal(expected.Events.Active, actual.Events.Active);
        Assert.Equal(expected.Events.Times, actual.Events.Times);
        Assert.Equal(expected.Events.Count, actual.Events.Count);
        Assert.Equal(expected.Events.All.Select(Form), actual.Events.All.Select(Form));
    }

    private static (StepKind, string, Instant, ulong, bool, Agent, string) Form(EventFact fact) =>
        (fact.Kind, fact.Name, fact.At, fact.Id, fact.Active, fact.Agent, string.Join('|', Forms(fact.Properties)));

    /// <summary>Names that cannot be read as they stand.</summary>
    private static IEnumerable<string> Forms(JsonElement properties) =>
        properties.ValueKind != JsonValueKind.Object ? ["none"] : properties.EnumerateObject().Select(Written).ToArray();

    private static string Written(JsonProperty property)
    {
        try
        {
            return $"{property.Name}={property.Value.GetRawText()}";
        }
        catch (InvalidOperationException)
        {
            return property.ToString();
        }
    }
}
