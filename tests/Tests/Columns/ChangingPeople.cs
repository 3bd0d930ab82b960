using Audiences.Columns;
using Audiences.Packing;
using Audiences.Partitions;
using Audiences.Rules;
using Contracts;
using Tests.Rules;
using Tests.Rules.Plain;

namespace Tests.Columns;

/// <summary>Some contacts, of whom each question finds some changed: another profile, events one by one, or somebody else altogether.</summary>
internal sealed class ChangingPeople
{
    // A piece is saved by itself.
    private const int Slots = 400, Piece = 64, Changes = 4;

    private static readonly long[] Later = [1, 43_200_000, 86_400_000, 2 * 86_400_000L, 4 * 86_400_000L + 1, 9 * 86_400_000L, 40 * 86_400_000L];

    private readonly Random _random;
    private readonly Func<(Subject Before, Subject After), bool> _noted;
    private readonly int _mostProperties;
    private readonly Dictionary<int, Subject> _subjects = [];
    private ContactColumns _columns;
    private readonly NameTable _names = new();
    private readonly Dictionary<int, (byte[] Columns, Dictionary<int, byte[]> People)> _saved = [];
    private readonly List<Subject> _known = [];
    private int _isWhole;

    /// <param name="mostProperties">Of an event name, kept unasked.</param>
    public ChangingPeople(int seed, Func<(Subject Before, Subject After), bool> noted, int mostProperties = 32)
    {
        (_random, _noted, _mostProperties) = (new Random(seed), noted, mostProperties);
        _columns = Columns();
    }

    /// <summary>Questions about properties of events that the columns held when they were asked.</summary>
    public int AskedOfWhole => _isWhole;

    /// <summary>Pieces that a start took in as they had been saved.</summary>
    public int Pieces { get; private set; }

    /// <summary>That one comes in, and others change, into parts of those that came before.</summary>
    public void Change(Subject subject)
    {
        if (_random.Next(40) == 0)
            Restart();
        if (_random.Next(8) == 0)
            Save(_random.Next(Slots / Piece) * Piece);
        if (_random.Next(2) == 0)
            _columns.TakeIn(_random.Next(1, 60));
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
                    Put(slot, Subject.Empty with { Facts = ContactFacts.From(Profile.Empty) });
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

    private ContactColumns Columns() => new(slot => _subjects.GetValueOrDefault(slot, Subject.Empty), _mostProperties);

    private void Save(int first)
    {
        var (writer, part) = (new PackedWriter(_names), new PackedWriter(_names));
        _columns.Pack(writer, part, first, first + Piece);
        _saved[first] = (writer.Written.ToArray(), PeopleFrom(first).ToDictionary(held => held.Slot, held => Packed(held.Subject)));
    }

    /// <summary>The columns are made anew: of the pieces that were saved, of all others who lie packed, and of what has happened since.</summary>
    private void Restart()
    {
        _columns = Columns();
        var behind = new List<(int Slot, Subject Before)>();
        for (var first = 0; first < Slots; first += Piece)
        {
            if (_random.Next(3) > 0 && _saved.TryGetValue(first, out var saved))
            {
                behind.AddRange(saved.People.Select(held => (held.Key, Unpacked(held.Value))));
                behind.AddRange(PeopleFrom(first).Where(held => !saved.People.ContainsKey(held.Slot)).Select(held => (held.Slot, Subject.Empty)));
                if (_columns.TryAppend(saved.Columns, _names, first, out _))
                    Pieces++;
                else
                    foreach (var (slot, packed) in saved.People.OrderBy(held => held.Key))
                        _columns.Append(slot, Unpacked(packed));
            }
            else
            {
                foreach (var (slot, subject) in PeopleFrom(first))
                    _columns.Append(slot, Unpacked(Packed(subject)));
            }
        }
        _columns.EndAppending();
        foreach (var (slot, before) in behind)
            _columns.Note(slot, before, _subjects[slot]);
    }

    private IEnumerable<(int Slot, Subject Subject)> PeopleFrom(int first) =>
        _subjects.Where(held => held.Key >= first && held.Key < first + Piece).OrderBy(held => held.Key).Select(held => (held.Key, held.Value));

    private byte[] Packed(Subject subject) => Packs.Bytes(subject, new MessageLog(), _names);

    private Subject Unpacked(byte[] packed) => PackedContact.Subject(packed, _names);

    /// <summary>Who is found one way and not the other; null when nobody is.</summary>
    public (string? Difference, int Count) Difference(CompiledRule rule, Instant at)
    {
        // A part of them, because the ways differ with how many are asked.
        var asked = _subjects.Keys.Where(slot => _random.Next(3) > 0 && (rule.Judge.NarrowCost < Judge.OneByOne || slot % 8 == 0)).ToArray();
        var found = new SlotSet();
        foreach (var slot in asked)
            found.Add(slot);
        if (_random.Next(2) == 0)
            _isWhole += _columns.Ask(rule.Asked) is null && rule.Asked.Count > 0 ? 1 : 0;
        rule.Judge.Narrow(_columns, found, at.Ms);
        var wrong = asked.Where(slot => Rule.Evaluate(rule, _subjects[slot], at).Holds != found.Contains(slot)).ToArray();
        return (wrong.Length == 0 ? null : $"Slot {wrong[0]} is {(found.Contains(wrong[0]) ? "found" : "not found")}", found.Count);
    }

    /// <summary>Somebody of whom it was said that time changes nothing, and whom it brings in or out; null when there is nobody.</summary>
    public (string? Moved, int Steady) Moved(CompiledRule rule, Instant at)
    {
        var asked = _subjects.Keys.Where(slot => slot % 4 == 0).ToArray();
        var timed = new SlotSet();
        foreach (var slot in asked)
            timed.Add(slot);
        rule.Judge.NarrowToTimed(_columns, timed, at.Ms);
        var steady = asked.Where(slot => !timed.Contains(slot)).ToArray();
        foreach (var slot in steady)
            foreach (var later in Later.Select(after => new Instant(at.Ms + after)))
                if (Rule.Evaluate(rule, _subjects[slot], later).Holds != Rule.Evaluate(rule, _subjects[slot], at).Holds)
                    return ($"Slot {slot} moves at {later}", steady.Length);
        return (null, steady.Length);
    }

    /// <summary>What is said of a definition by who looks at each, and by who looks at the columns first.</summary>
    public (IReadOnlyList<string> OneByOne, IReadOnlyList<string> InColumns) Warnings(Definition definition, Instant at)
    {
        var (oneByOne, inColumns) = (new BookSurvey(definition, PlainFields.Me), new BookSurvey(definition, PlainFields.Me));
        LookAtEach(oneByOne, at);
        if (inColumns.LookAt(_columns, All(), at))
            LookAtEach(inColumns, at);
        return ([.. oneByOne.Warnings(AudienceNames.None)], [.. inColumns.Warnings(AudienceNames.None)]);
    }

    /// <summary>The fields as listed by who looks at each, and from the columns; null where those do not hold them all.</summary>
    public (IReadOnlyList<string> OneByOne, IReadOnlyList<string>? InColumns) Fields(Instant at)
    {
        var (oneByOne, inColumns) = (new BookFields(), new BookFields());
        foreach (var subject in _subjects.Values)
            oneByOne.Look(subject with { Facts = subject.Facts.At(at) });
        return (Listed(oneByOne), inColumns.LookAt(_columns, All(), at) ? Listed(inColumns) : null);
    }

    /// <summary>What they have in a field, as told by who looks at each, and from the columns.</summary>
    public (IReadOnlyList<string> OneByOne, IReadOnlyList<string>? InColumns) Facets(string field, Instant at)
    {
        var (oneByOne, inColumns) = (new Facet(field, at), new Facet(field, at));
        foreach (var subject in _subjects.Values)
            oneByOne.Look(subject);
        return ([Shown(oneByOne.Tally)], inColumns.TryLookAt(_columns, All()) ? [Shown(inColumns.Tally)] : null);
    }

    private SlotSet All()
    {
        var all = new SlotSet();
        foreach (var slot in _subjects.Keys)
            all.Add(slot);
        return all;
    }

    private static string[] Listed(BookFields fields) =>
        [.. fields.Tallies.Where(held => held.Value.Seen > 0).Select(held => $"{held.Key.Field} {held.Key.Property}: {Shown(held.Value)}").Order(StringComparer.Ordinal)];

    private static string Shown(FieldTally tally) =>
        $"{tally.Seen} {string.Join(",", tally.Kinds.Order())} {string.Join(",", tally.Values.Select(value => $"{value.Key}={value.Value}").Order(StringComparer.Ordinal))}";

    private void LookAtEach(BookSurvey survey, Instant at)
    {
        foreach (var subject in _subjects.Values)
            survey.Look(subject, at);
    }

    private void Put(int slot, Subject subject)
    {
        var before = _subjects.GetValueOrDefault(slot, Subject.Empty);
        _subjects[slot] = subject;
        if (_noted((before, subject)))
            _columns.Note(slot, before, subject);
    }
}
