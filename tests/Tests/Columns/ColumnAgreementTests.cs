using Audiences.Rules;
using Contracts;
using Tests.Rules;
using Tests.Rules.Plain;
using Xunit.Abstractions;

namespace Tests.Columns;

/// <summary>
/// What is read from columns is what the contacts say one by one: random definitions over random contacts, which change from one question to
/// the next.
/// </summary>
public sealed class ColumnAgreementTests(ITestOutputHelper output)
{
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS_CASES"), out var given) ? given : 20_000;

    [Fact]
    public void Columns_agree_with_judging_one_by_one()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("COLUMNS_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();
        // Fewer properties than events have: others are taken in when they are asked for.
        var (people, scanned, holding) = (new ChangingPeople((int)seed, noted: _ => true, mostProperties: 3), 0, 0L);
        foreach (var item in Generated.Cases(seed, Cases))
        {
            people.Change(Judged.SubjectOf(item));
            var rule = Rule.Compile(Judged.DefinitionOf(item), PlainFields.Me);
            scanned += rule.Judge.NarrowCost < Judge.OneByOne ? 1 : 0;
            var (difference, count) = people.Difference(rule, new Instant(item.Now));
            Assert.True(difference is null, $"COLUMNS_SEED={seed} shows it again: {difference}\n{item}");
            holding += count;
        }
        output.WriteLine($"COLUMNS_SEED={seed}, {Cases} cases, {scanned} of columns alone, {people.AskedOfWhole} of what was taken in, {people.Pieces} pieces, {holding} found");
        Assert.True(scanned > Cases / 4, $"Only {scanned} of {Cases} were answered from columns alone.");
        Assert.True(people.AskedOfWhole > Cases / 50, $"Only {people.AskedOfWhole} asked for properties that had been taken in.");
        Assert.True(people.Pieces > Cases / 40, $"Only {people.Pieces} pieces were taken in as they had been saved.");
        Assert.True(holding > Cases, $"Only {holding} were found in {Cases} cases.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_change_that_is_not_noted_is_caught(bool ofEvents)
    {
        var people = new ChangingPeople(7, noted: ofEvents
            ? change => ReferenceEquals(change.Before.Events, change.After.Events)
            : change => ReferenceEquals(change.Before.Facts, change.After.Facts));
        Assert.Contains(Generated.Cases(31, 1_000), item =>
        {
            people.Change(Judged.SubjectOf(item));
            return people.Difference(Rule.Compile(Judged.DefinitionOf(item), PlainFields.Me), new Instant(item.Now)).Difference is not null;
        });
    }

    [Fact]
    public void Whom_time_is_said_to_leave_alone_it_does()
    {
        var (people, steady, all) = (new ChangingPeople(11, noted: _ => true), 0, 0);
        foreach (var item in Generated.Cases(91, 2_000))
        {
            people.Change(Judged.SubjectOf(item));
            var (moved, count) = people.Moved(Rule.Compile(Judged.DefinitionOf(item), PlainFields.Me), new Instant(item.Now));
            Assert.True(moved is null, $"{moved}\n{item}");
            (steady, all) = (steady + count, all + (count > 0 ? 1 : 0));
        }
        Assert.True(all > 400 && steady > 10_000, $"Only {steady} were left alone, in {all} cases.");
    }

    [Fact]
    public void The_fields_of_a_book_and_what_is_in_them_are_listed_from_columns_as_one_by_one()
    {
        var (people, fields, fromColumns) = (new ChangingPeople(5, noted: _ => true), 0, 0);
        // A literal key beside what is below another makes it look at each: half the time nobody has one.
        foreach (var (index, item) in Generated.Cases(55, 1_200).Index().Where(given => given.Index >= 600 || !HasLiteral(Judged.SubjectOf(given.Item))))
        {
            people.Change(Judged.SubjectOf(item));
            var (oneByOne, inColumns) = people.Fields(new Instant(item.Now));
            Assert.Equal(oneByOne, inColumns ?? oneByOne);
            Assert.True(inColumns is not null || index >= 600);
            fields += inColumns is null ? 0 : 1;
            foreach (var field in (string[])["tag", "city", "assignedTo", "trait.n", "stage", "archived", "device", "lastSeen", "trait.o"])
            {
                var (told, read) = people.Facets(field, new Instant(item.Now));
                Assert.Equal(told, read ?? told);
                fromColumns += read is null ? 0 : 1;
            }
        }
        Assert.True(fields > 100 && fromColumns > 1_500, $"Only {fields} lists and {fromColumns} facets came from columns.");
    }

    private static bool HasLiteral(Subject subject) =>
        subject.Facts.Has("trait.o.k") || subject.Events.All.Any(fact => fact.Properties.TryGetProperty("items.k", out _));

    [Fact]
    public void A_book_looked_at_in_columns_shows_what_its_contacts_show_one_by_one()
    {
        var (people, warned) = (new ChangingPeople(3, noted: _ => true), 0);
        foreach (var item in Generated.Cases(77, 1_500))
        {
            people.Change(Judged.SubjectOf(item));
            var definition = Judged.DefinitionOf(item);
            var (oneByOne, inColumns) = people.Warnings(definition, new Instant(item.Now));
            Assert.True(oneByOne.SequenceEqual(inColumns), $"One by one: {string.Join(" | ", oneByOne)}\nIn columns: {string.Join(" | ", inColumns)}\n{item}");
            warned += oneByOne.Count > 0 ? 1 : 0;
        }
        Assert.True(warned > 150, $"Only {warned} definitions were warned of.");
    }
}
