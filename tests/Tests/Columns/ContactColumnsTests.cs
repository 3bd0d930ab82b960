using Audiences.Columns;
using Audiences.Packing;
using Audiences.Rules;
using Contracts;
using Tests.Rules;

namespace Tests.Columns;

public sealed class ContactColumnsTests
{
    private readonly Dictionary<int, Subject> subjects = [];
    private readonly ContactColumns columns;
    private ulong ids;

    public ContactColumnsTests() => columns = new ContactColumns(slot => subjects[slot]);

    [Fact]
    public void Who_lost_an_event_and_got_others_before_they_were_sorted_in_has_each_once()
    {
        Put(0, 2);
        var all = subjects[0].Events.All.ToArray();
        Set(0, subjects[0].Events.Without(all[0].Id));
        for (var slot = 1; slot <= 340; slot++)
            Put(slot, 3);
        Put(341, 2);
        // The first of the three makes so many that all are sorted in, and the other two come after.
        Put(0, 3);
        Assert.True(columns.TryEvents(StepKind.Track, "buy", out var postings));
        postings!.Settle();
        Assert.Equal([0], Having("""{"field":"event.buy","op":"performed","exactly":4}"""));
        Assert.Empty(Having("""{"field":"event.buy","op":"performed","atLeast":5}"""));
    }

    [Theory]
    [InlineData("\"within\":\"1d\"")]
    [InlineData("\"within\":\"1d\",\"atLeast\":2")]
    [InlineData("\"within\":\"1d\",\"not\":true")]
    [InlineData("\"within\":\"1d\",\"exactly\":1")]
    public void Who_is_within_a_stretch_by_a_thousandth_of_a_second_is_told_from_who_is_not(string condition)
    {
        // Contacts have an event or two, one thousandth after the other's, on both sides of where the last day begins.
        for (var slot = 0; slot < 200; slot++)
        {
            var at = new Instant(Some.Now.Ms - 86_400_000 + slot - 100);
            var events = EventHistory.Empty.With(Some.Event("buy", "2026-01-01T00:00:00Z", ++ids) with { At = at });
            Set(slot, slot % 3 > 0 ? events : events.With(Some.Event("buy", "2026-01-01T00:00:00Z", ++ids) with { At = new Instant(at.Ms + 1) }));
        }
        Assert.True(columns.TryEvents(StepKind.Track, "buy", out var postings));
        postings!.Settle();
        var asked = $$"""{"field":"event.buy","op":"performed",{{condition}}}""";
        var rule = Rule.Compile(Some.Only(asked));
        var holding = subjects.Where(held => Rule.Evaluate(rule, held.Value, Some.Now).Holds).Select(held => held.Key).Order().ToArray();
        Assert.InRange(holding.Length, 30, 170);
        Assert.Equal(holding, Having(asked));
    }

    [Fact]
    public void Numbers_are_known_as_numbers_to_who_asks_them_for_text()
    {
        for (var slot = 0; slot < 300; slot++)
            Put(slot, 1);
        var survey = new BookSurvey(Some.Only("""{"field":"event.buy","op":"performed","where":[{"property":"amount","op":"contains","value":"x"}]}"""), null);
        var all = new SlotSet();
        foreach (var slot in subjects.Keys)
            all.Add(slot);
        survey.LookAt(columns, all, Some.Now);
        Assert.Contains("`contains` compares text, and `amount` of `buy` holds only numbers.", survey.Warnings(AudienceNames.None));
    }

    [Fact]
    public void Names_that_others_invent_cost_little_and_leave_room_for_what_people_organise_by()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Person(60_000, [.. Enumerable.Range(0, 600).Select(index => ($"trait.invented{index}", "1"))]);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 16 << 20, "Six hundred names of one contact cost more than 16 MB.");
        Person(5, ("stage", "\"Lead\""), ("custom.size", "3"), ("trait.plan", "\"gold\""));
        Assert.NotNull(columns.Keys.Find("stage"));
        Assert.NotNull(columns.Keys.Find("custom.size"));
        Assert.Null(columns.Keys.Find("trait.plan"));
        Assert.Equal([5], Having("""{"field":"trait.plan","op":"equals","value":"gold"}"""));
        Person(60_000);
        Person(5, ("trait.plan", "\"gold\""));
        Assert.NotNull(columns.Keys.Find("trait.plan"));
    }

    [Fact]
    public void Whoever_was_left_out_is_asked_himself_also_when_there_is_room_again()
    {
        Person(60_000, [.. Enumerable.Range(0, 600).Select(index => ($"trait.invented{index}", "1"))]);
        Person(1, ("trait.plan", "\"gold\""));
        Person(2, ("trait.plan", "\"free\""));
        const string gold = """{"field":"trait.plan","op":"equals","value":"gold"}""", longGold = """{"field":"trait.plan","op":"hasBeen","value":"gold","for":"1d"}""";
        Assert.Equal([1], Having(gold));
        Assert.Equal([1], Having(longGold));
        Person(60_000);
        Person(3, ("trait.plan", "\"gold\""));
        Assert.Equal([1, 3], Having(gold));
        Assert.Equal([1, 3], Having(longGold));
        Assert.False(columns.Keys.HoldAll);
        Person(1);
        Person(2);
        Person(3, ("trait.plan", "\"gold\""));
        Assert.True(columns.Keys.HoldAll);
        Assert.NotNull(columns.Keys.Find("trait.plan"));
        Assert.Equal([3], Having(longGold));
    }

    [Fact]
    public void Of_who_is_erased_nothing_stays_and_what_others_have_too_does()
    {
        for (var slot = 0; slot < 300; slot++)
        {
            Person(slot, ("trait.plan", slot % 2 == 0 ? "\"gold\"" : "\"free\""), ("trait.note", $"\"note {slot}\""));
            Put(slot, 2);
        }
        var (was, plans, notes) = (subjects[1], columns.Keys.Find("trait.plan")!.Contents, columns.Keys.Find("trait.note")!.Contents);
        Assert.True(columns.TryEvents(StepKind.Track, "buy", out var postings));
        postings!.Settle();
        var amounts = postings.Properties.Single().Contents;
        Assert.Equal((true, true, true), (Holds(plans, "free"), Holds(notes, "note 1"), Holds(amounts, "3")));

        subjects[1] = Subject.Empty;
        columns.Erase(1, was);

        Assert.Equal((true, false, false), (Holds(plans, "free"), Holds(notes, "note 1"), Holds(amounts, "3")));
        subjects.Remove(1);
        Assert.Equal(149, Having("""{"field":"trait.plan","op":"equals","value":"free"}""").Length);
        Assert.Equal(299, Having("""{"field":"event.buy","op":"performed","exactly":2}""").Length);
        Assert.Equal([9], Having("""{"field":"trait.note","op":"equals","value":"note 9"}"""));
        Assert.Equal([9], Having("""{"field":"event.buy","op":"performed","where":[{"property":"amount","op":"equals","value":19}]}"""));
    }

    [Fact]
    public void Of_events_that_were_not_sorted_in_yet_nothing_stays_either()
    {
        Put(0, 2);
        Put(1, 2);
        Assert.True(columns.TryEvents(StepKind.Track, "buy", out var postings));
        Assert.Equal([0, 1], postings!.Apart);
        Set(0, subjects[0].Events.Without(subjects[0].Events.All.First().Id));
        columns.LetGo(0);
        Assert.Empty(postings.Apart);
        Assert.Equal(3, postings.Times.Length);
    }

    [Fact]
    public void Of_an_event_that_is_forgotten_nothing_stays()
    {
        for (var slot = 0; slot < 5; slot++)
            Set(slot, EventHistory.Empty.With(View(slot, 1)).With(View(slot, 2)));
        Assert.True(columns.TryEvents(StepKind.Page, "", out var postings));
        postings!.Settle();
        Assert.NotNull(postings.Ask(["url", PagePath.Column]));
        Assert.True(columns.TakeIn(100));
        Assert.Equal([3], Having("""{"field":"page./of/3","op":"performed"}"""));
        var (urls, pages) = (ContentsOf("url"), ContentsOf(PagePath.Column));
        Assert.Equal((true, true, true), (Holds(urls, "https://example.com/of/3"), Holds(pages, "/of/3"), Holds(urls, "https://example.com/all")));

        Set(3, subjects[3].Events.Without(View(3, 1).Id));
        columns.LetGo(3);

        Assert.Equal((false, false, true), (Holds(urls, "https://example.com/of/3"), Holds(pages, "/of/3"), Holds(urls, "https://example.com/all")));
        Assert.Empty(Having("""{"field":"page./of/3","op":"performed"}"""));
        Assert.Equal([0, 1, 2, 3, 4], Having("""{"field":"page./all","op":"performed"}"""));

        Contents ContentsOf(string property) => postings.Properties.Single(held => held.Name == property).Contents;

        static EventFact View(int slot, ulong id) =>
            Some.Event("", "2026-01-01T00:00:00Z", ((ulong)slot * 10) + id, $$"""{"url":"https://example.com/{{(id == 1 ? $"of/{slot}" : "all")}}"}""") with { Kind = StepKind.Page };
    }

    [Fact]
    public void What_is_asked_for_on_the_way_is_whole_when_the_pieces_have_come_round_to_it()
    {
        var few = new ContactColumns(slot => subjects[slot], mostProperties: 0);
        for (var slot = 0; slot < 10; slot++)
        {
            subjects[slot] = Subject.Empty with { Events = EventHistory.Empty.With(Some.Event("buy", "2026-01-01T00:00:00Z", (ulong)slot, """{"a":1,"b":2}""")) };
            few.Note(slot, Subject.Empty, subjects[slot]);
        }
        Assert.True(few.TryEvents(StepKind.Track, "buy", out var postings));
        postings!.Settle();
        Assert.Equal(0, postings.Ask(["a"]));
        Assert.True(few.TakeIn(4));
        Assert.Equal(0.4, postings.Ask(["a"]));
        Assert.Equal(0, postings.Ask(["b"]));
        Assert.True(few.TakeIn(6));
        Assert.Null(postings.Ask(["a"]));
        Assert.Equal(0.6, postings.Ask(["b"]));
        // Nobody is left behind where it began.
        foreach (var slot in Enumerable.Range(3, 7))
        {
            var was = subjects[slot];
            subjects[slot] = Subject.Empty;
            few.Note(slot, was, Subject.Empty);
        }
        Assert.True(few.TakeIn(100));
        Assert.False(few.TakeIn(100));
        Assert.Null(postings.Ask(["a", "b"]));
        Assert.True(postings.TryProperty("b", out var column));
        Assert.Equal(3, column!.Codes.Count);
        Assert.All(Enumerable.Range(0, 3), place => Assert.True(column.Contents[column.Codes[place]].Single().TryNumber(out var number) && number == 2));
    }

    [Fact]
    public void Of_pieces_that_were_saved_at_different_times_only_what_each_has_whole_is_kept()
    {
        var (names, restored) = (new NameTable(), new ContactColumns(slot => subjects[slot], mostProperties: 1));
        foreach (var (slot, properties) in new[] { (0, """{"a":1,"b":1}"""), (64, """{"b":2,"a":2}"""), (128, """{"a":1,"b":2}""") })
        {
            subjects[slot] = Subject.Empty with { Events = EventHistory.Empty.With(Some.Event("buy", "2026-01-01T00:00:00Z", (ulong)slot, properties)) };
            var (few, writer) = (new ContactColumns(other => subjects[other], mostProperties: 1), new PackedWriter(names));
            few.Note(slot, Subject.Empty, subjects[slot]);
            Assert.True(few.TryEvents(StepKind.Track, "buy", out var whole));
            whole!.Settle();
            few.Pack(writer, new PackedWriter(names), slot, slot + 64);
            Assert.True(restored.TryAppend(writer.Written.ToArray(), names, slot, out var isOutdated));
            Assert.False(isOutdated);
        }
        restored.EndAppending();

        Assert.True(restored.TryEvents(StepKind.Track, "buy", out var postings));
        Assert.Equal([0, 64, 128], postings!.Contacts.ToArray().Select(slot => (int)slot));
        Assert.Empty(postings.Apart);
        // The first piece has only one, the second only the other.
        Assert.False(postings.TryProperty("a", out var a));
        Assert.False(postings.TryProperty("b", out var b));
        Assert.Equal((null, null), (a, b));
        Assert.Equal([64], Having(restored, """{"field":"event.buy","op":"performed","where":[{"property":"a","op":"equals","value":2}]}"""));
        Assert.Equal([64, 128], Having(restored, """{"field":"event.buy","op":"performed","where":[{"property":"b","op":"equals","value":2}]}"""));
    }

    [Fact]
    public void A_piece_that_was_saved_says_of_each_event_what_it_said()
    {
        var (names, restored, random) = (new NameTable(), new ContactColumns(slot => subjects[slot]), new Random(9));
        for (var slot = 0; slot < 128; slot += 1 + random.Next(3))
        {
            var events = EventHistory.Empty;
            foreach (var id in Enumerable.Range(1, random.Next(4)))
                events = events.With(Some.Event("buy", $"2026-01-0{id}T00:00:00Z", (ulong)id, $$"""{"amount":{{random.Next(9)}}}""") with { Active = slot < 64 || random.Next(2) > 0 });
            Set(slot, events);
        }
        Assert.True(columns.TryEvents(StepKind.Track, "buy", out var before));
        before!.Settle();
        // Of this one nothing is sorted in.
        Set(subjects.Keys.Max(), subjects[subjects.Keys.Max()].Events.With(Some.Event("buy", "2026-02-01T00:00:00Z", 99, "{}")));
        foreach (var first in (int[])[0, 64])
        {
            var writer = new PackedWriter(names);
            columns.Pack(writer, new PackedWriter(names), first, first + 64);
            Assert.True(restored.TryAppend(writer.Written.ToArray(), names, first, out _));
        }
        restored.EndAppending();

        Assert.True(restored.TryEvents(StepKind.Track, "buy", out var after));
        Assert.Equal([subjects.Keys.Max()], after!.Apart);
        before.Settle();
        after.Settle();
        Assert.Equal(Said(before), Said(after));
        Assert.Contains(Said(after), said => !said.IsActive);
        Assert.Equal(before.Latest, after.Latest);

        static (int, long, bool IsActive, string)[] Said(EventPostings postings) =>
        [
            .. Enumerable.Range(0, postings.Contacts.Length).SelectMany(place => Enumerable.Range(postings.Starts[place], postings.Starts[place + 1] - postings.Starts[place])
                .Select(i => ((int)postings.Contacts[place], postings.Times[i], postings.IsActive(i), string.Join(',', postings.Properties.Select(property => property.Contents[property.Codes[i]].FirstOrDefault())))))
        ];
    }

    [Fact]
    public void A_key_that_finds_no_room_beside_those_of_other_pieces_is_asked_of_each()
    {
        var (names, restored) = (new NameTable(), new ContactColumns(slot => subjects[slot]));
        foreach (var (slot, keys) in new[] { (0, Enumerable.Range(0, 512)), (64, Enumerable.Range(512, 1)), (128, Enumerable.Range(0, 1)) })
        {
            var (one, writer) = (new ContactColumns(other => subjects[other]), new PackedWriter(names));
            subjects[slot] = Subject.Empty with { Facts = ContactFacts.From(Some.Person([.. keys.Select(key => ($"trait.t{key}", "1"))])) };
            one.Note(slot, Subject.Empty, subjects[slot]);
            one.Pack(writer, new PackedWriter(names), slot, slot + 64);
            Assert.True(restored.TryAppend(writer.Written.ToArray(), names, slot, out _));
        }
        restored.EndAppending();
        Assert.Equal([64], Having(restored, """{"field":"trait.t512","op":"exists"}"""));
        Assert.Equal([0, 128], Having(restored, """{"field":"trait.t0","op":"exists"}"""));

        // What is left out is not saved at all: whoever reads it takes each contact.
        var lacking = new PackedWriter(names);
        restored.Pack(lacking, new PackedWriter(names), 64, 128);
        Assert.False(new ContactColumns(slot => subjects[slot]).TryAppend(lacking.Written.ToArray(), names, 64, out var isOutdated));
        Assert.False(isOutdated);
        restored.Note(64, subjects[64], Subject.Empty);
        Assert.True(restored.Keys.HoldAll);
    }

    [Fact]
    public void What_another_build_saved_of_the_columns_is_not_used()
    {
        var (names, writer) = (new NameTable(), new PackedWriter(new NameTable()));
        columns.Pack(writer, new PackedWriter(names), 0, 64);
        var packed = writer.Written.ToArray();
        packed[0]++;
        Assert.False(columns.TryAppend(packed, names, 0, out var isOutdated));
        Assert.True(isOutdated);
    }

    [Fact]
    public void A_column_is_let_go_of_while_what_somebody_had_in_it_is_to_be_wiped()
    {
        var few = new ContactColumns(slot => subjects[slot], mostProperties: 0);
        subjects[0] = Subject.Empty with { Events = EventHistory.Empty.With(Some.Event("buy", "2026-01-01T00:00:00Z", 1, """{"a":1}""")) };
        few.Note(0, Subject.Empty, subjects[0]);
        Assert.True(few.TryEvents(StepKind.Track, "buy", out var postings));
        postings!.Settle();
        Assert.Equal(0, postings.Ask(["a"]));
        Assert.True(few.TakeIn(1));
        Assert.Null(postings.Ask(["a"]));
        var was = subjects[0];
        subjects[0] = Subject.Empty;
        few.Note(0, was, Subject.Empty);
        Assert.Equal(0, postings.Ask([.. Enumerable.Range(0, EventPostings.MostAsked).Select(number => $"p{number}")]));
        postings.Settle();
        Assert.Empty(postings.Contacts.ToArray());
    }

    [Fact]
    public void What_is_being_taken_in_is_not_let_go_of_for_others()
    {
        var few = new ContactColumns(slot => subjects[slot], mostProperties: 0);
        subjects[0] = Subject.Empty with { Events = EventHistory.Empty.With(Some.Event("buy", "2026-01-01T00:00:00Z", 1, """{"a":1}""")) };
        few.Note(0, Subject.Empty, subjects[0]);
        Assert.True(few.TryEvents(StepKind.Track, "buy", out var postings));
        postings!.Settle();
        string[] first = [.. Enumerable.Range(0, 20).Select(number => $"p{number}")], second = [.. Enumerable.Range(20, 20).Select(number => $"p{number}")];
        Assert.Equal(0, postings.Ask(first));
        Assert.Null(postings.Ask(second));
        Assert.False(postings.TryProperty("p20", out _));
        Assert.True(few.TakeIn(1));
        Assert.Null(postings.Ask(first));
        Assert.Equal(0, postings.Ask(second));
        Assert.False(postings.TryProperty("p0", out _));
    }

    [Fact]
    public void A_property_that_is_taken_in_late_goes_with_its_own_event_among_those_of_one_instant()
    {
        var few = new ContactColumns(slot => subjects[slot], mostProperties: 1);
        // The later id comes first, so that the columns have the two the other way round.
        foreach (var (id, both) in new[] { (9UL, 1), (3UL, 2) })
        {
            var before = subjects.GetValueOrDefault(0, Subject.Empty);
            subjects[0] = before with { Events = before.Events.With(Some.Event("buy", "2026-01-01T00:00:00Z", id, $$"""{"a":{{both}},"b":{{both}}}""")) };
            few.Note(0, before, subjects[0]);
            Assert.True(few.TryEvents(StepKind.Track, "buy", out var postings));
            postings!.Settle();
        }
        var (alike, crossed) = (Rule.Compile(Some.Only(Where(2, 2))), Rule.Compile(Some.Only(Where(1, 2))));
        Assert.Equal(0, few.Ask(alike.Asked));
        while (few.TakeIn(1))
        {
        }
        Assert.Null(few.Ask(alike.Asked));
        Assert.Equal((1, 0), (Count(alike), Count(crossed)));

        static string Where(int a, int b) =>
            $$$"""{"field":"event.buy","op":"performed","where":[{"property":"a","op":"equals","value":{{{a}}}},{"property":"b","op":"equals","value":{{{b}}}}]}""";

        int Count(CompiledRule rule)
        {
            var having = new SlotSet();
            having.Add(0);
            rule.Judge.Narrow(few, having, Some.Now.Ms);
            return having.Count;
        }
    }

    [Fact]
    public void What_the_columns_take_is_told_as_the_arrays_have_it()
    {
        Assert.Equal(0, columns.Measure().Times);
        for (var slot = 0; slot < 300; slot++)
        {
            Person(slot, ("trait.note", $"\"note {slot}\""));
            Put(slot, 2);
        }
        Assert.True(columns.TryEvents(StepKind.Track, "buy", out var postings));
        postings!.Settle();
        var taken = columns.Measure();
        // 600 amounts need two bytes each.
        Assert.Equal((600L * 8, 300L * 2, (301L + 300) * 4, 0L, 600L * 2), (taken.Times, taken.Slots, taken.Starts, taken.Unsorted, taken.PropertyCodes));
        Assert.InRange(taken.FieldContents, 300 * "\"note 100\"".Length, 30_000);
        Assert.Equal(0, taken.Texts + taken.Numbers);
        Having("""{"field":"trait.note","op":"contains","value":"1"}""");
        Assert.InRange(columns.Measure().Texts, 300 * "note 100".Length, 10_000);
    }

    private static bool Holds(Contents contents, string text) =>
        Enumerable.Range(1, contents.Count - 1).Any(code => contents[code].Any(value => value.TryText(out var held) && held == text));

    private void Person(int slot, params (string Key, string Json)[] values)
    {
        var before = subjects.GetValueOrDefault(slot, Subject.Empty);
        subjects[slot] = before with { Facts = ContactFacts.From(Some.Person(values)) };
        columns.Note(slot, before, subjects[slot]);
    }

    private void Put(int slot, int more)
    {
        var events = subjects.GetValueOrDefault(slot, Subject.Empty).Events;
        for (var i = 0; i < more; i++)
            events = events.With(Some.Event("buy", "2026-01-01T00:00:00Z", ++ids, $$"""{"amount":{{ids}}}"""));
        Set(slot, events);
    }

    private void Set(int slot, EventHistory events)
    {
        var before = subjects.GetValueOrDefault(slot, Subject.Empty);
        subjects[slot] = before with { Events = events };
        columns.Note(slot, before, subjects[slot]);
    }

    private int[] Having(string condition) => Having(columns, condition);

    private int[] Having(ContactColumns columns, string condition)
    {
        var having = new SlotSet();
        foreach (var slot in subjects.Keys)
            having.Add(slot);
        Rule.Compile(Some.Only(condition)).Judge.Narrow(columns, having, Some.Now.Ms);
        return having.ToArray();
    }
}
