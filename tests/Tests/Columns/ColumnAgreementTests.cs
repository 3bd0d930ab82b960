using Audiences.Columns;
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
    private const int OneByOne = 1_000;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS_CASES"), out var given) ? given : 20_000;

    [Fact]
    public void Columns_agree_with_judging_one_by_one()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("COLUMNS_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();
        var (people, scanned, holding) = (new ChangingPeople((int)seed, noted: _ => true), 0, 0L);
        foreach (var item in Generated.Cases(seed, Cases))
        {
            people.Change(Judged.SubjectOf(item));
            var rule = Rule.Compile(Judged.DefinitionOf(item), PlainFields.Me);
            scanned += rule.Judge.NarrowCost < OneByOne ? 1 : 0;
            var (difference, count) = people.Difference(rule, new Instant(item.Now));
            Assert.True(difference is null, $"COLUMNS_SEED={seed} shows it again: {difference}\n{item}");
            holding += count;
        }
        output.WriteLine($"COLUMNS_SEED={seed}, {Cases} cases, {scanned} of columns alone, {holding} found");
        Assert.True(scanned > Cases / 4, $"Only {scanned} of {Cases} were answered from columns alone.");
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

    /// <summary>Some contacts, of whom each question finds some changed: another profile, events one by one, or somebody else altogether.</summary>
    private sealed class ChangingPeople
    {
        private const int Slots = 400, Changes = 4;

        private readonly Random _random;
        private readonly Func<(Subject Before, Subject After), bool> _noted;
        private readonly Dictionary<int, Subject> _subjects = [];
        private readonly ContactColumns _columns;
        private readonly List<Subject> _known = [];

        public ChangingPeople(int seed, Func<(Subject Before, Subject After), bool> noted)
        {
            (_random, _noted) = (new Random(seed), noted);
            _columns = new ContactColumns(slot => _subjects.GetValueOrDefault(slot, Subject.Empty));
        }

        /// <summary>That one comes in, and others change, into parts of those that came before.</summary>
        public void Change(Subject subject)
        {
            _known.Add(subject);
            Put(_random.Next(Slots), subject);
            for (var i = 0; i < Changes; i++)
            {
                var slot = _subjects.Keys.ElementAt(_random.Next(_subjects.Count));
                var (now, other) = (_subjects[slot], _known[_random.Next(_known.Count)]);
                switch (_random.Next(4))
                {
                    case 0:
                        Put(slot, now with { Facts = other.Facts });
                        break;
                    case 1 when other.Events.All.FirstOrDefault() is { } gone:
                        Put(slot, now with { Events = now.Events.Without(gone.Id) });
                        break;
                    case 2 when _random.Next(8) == 0:
                        Put(slot, Subject.Empty);
                        break;
                    default:
                        foreach (var fact in other.Events.All.Take(3))
                        {
                            now = _subjects[slot];
                            Put(slot, now with { Events = now.Events.With(fact) });
                        }
                        break;
                }
            }
        }

        /// <summary>Who is found one way and not the other; null when nobody is.</summary>
        public (string? Difference, int Count) Difference(CompiledRule rule, Instant at)
        {
            // A part of them, because the ways differ with how many are asked.
            var asked = _subjects.Keys.Where(slot => _random.Next(3) > 0 && (rule.Judge.NarrowCost < OneByOne || slot % 8 == 0)).ToArray();
            var found = new SlotSet();
            foreach (var slot in asked)
                found.Add(slot);
            rule.Judge.Narrow(_columns, found, at.Ms);
            var wrong = asked.Where(slot => Rule.Evaluate(rule, _subjects[slot], at).Holds != found.Contains(slot)).ToArray();
            return (wrong.Length == 0 ? null : $"Slot {wrong[0]} is {(found.Contains(wrong[0]) ? "found" : "not found")}", found.Count);
        }

        private void Put(int slot, Subject subject)
        {
            var before = _subjects.GetValueOrDefault(slot, Subject.Empty);
            _subjects[slot] = subject;
            if (_noted((before, subject)))
                _columns.Note(slot, before, subject);
        }
    }
}
