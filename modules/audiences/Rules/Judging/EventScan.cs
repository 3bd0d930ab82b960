using System.Runtime.CompilerServices;
using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>Counts the events of many contacts in their columns.</summary>
internal static class EventScan
{
    // When so many times more contacts have such events than are asked about, those asked about are looked up; when they are some
    // more, their events alone are looked at.
    private const int Sparse = 16, Some = 6;

    private static readonly CountTest AnyAtAll = new((1, CountTest.NoLimit));

    /// <summary>Narrows by the events of a name; false, and nothing done, where the columns do not hold what the clauses ask for.</summary>
    /// <param name="withoutAny">What is said of who has no such event.</param>
    /// <param name="oneByOne">Of whom something is not in the columns yet.</param>
    public static bool TryNarrow(
        ContactColumns columns, SlotSet among, string name, Clauses clauses, long now, bool withoutAny, Action<SlotSet> oneByOne,
        Action<EventPostings, SlotSet, ClauseScan[]> narrow)
    {
        if (!columns.TryEvents(StepKind.Track, name, out var postings))
        {
            return false;
        }
        if (postings is null)
        {
            if (!withoutAny)
            {
                among.Clear();
            }
            return true;
        }
        postings.SettleForQuestion();
        if (ClauseScan.Of(clauses, postings, now) is not { } scans)
        {
            return false;
        }
        columns.NarrowApart(among, postings.Apart, oneByOne, others => narrow(postings, others, scans));
        foreach (var scan in scans)
        {
            scan.Dispose();
        }
        return true;
    }

    /// <summary>Leaves those whose first or last event by now, if there is one and it counts, is enough.</summary>
    /// <param name="counted">When it is dated.</param>
    /// <param name="tied">Gets those whose first or last is one of several of one instant, of which the columns do not tell.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NarrowToOne(
        SlotSet among, EventPostings postings, bool first, long now, Interval counted, CountTest test, ClauseScan[] clauses, SlotSet tied)
    {
        var slots = postings.Contacts;
        var starts = postings.Starts;
        var times = postings.Times;
        var words = among.Words;
        var (without, with) = (test.Holds(0), test.Holds(1));
        for (int place = 0, word = 0; word < words.Length; word++)
        {
            var (asked, holding) = (words[word], without ? ulong.MaxValue : 0);
            for (; place < slots.Length && slots[place] >> 6 == word; place++)
            {
                var bit = 1UL << slots[place];
                var (from, to) = (starts[place], starts[place + 1]);
                while (to > from && times[to - 1] > now)
                {
                    to--;
                }
                if ((asked & bit) == 0 || to == from)
                {
                    continue;
                }
                var (own, next) = first ? (from, from + 1) : (to - 1, to - 2);
                if (next >= from && next < to && times[next] == times[own])
                {
                    tied.Add(slots[place]);
                    holding &= ~bit;
                    continue;
                }
                var counts = times[own] >= counted.From && times[own] < counted.To && Pass(clauses, own);
                holding = (counts ? with : without) ? holding | bit : holding & ~bit;
            }
            words[word] = asked & holding;
        }
    }

    /// <summary>Leaves those of whose events dated in the stretch a number is enough.</summary>
    public static void Narrow(SlotSet among, EventPostings postings, Interval counted, CountTest test, ClauseScan[] clauses)
    {
        if (among.Count * Sparse < postings.Contacts.Length)
        {
            LookUp(among, postings, new(postings, counted, test, clauses), test.Holds(0));
        }
        else if (clauses.Length == 0 && test is { IsThreshold: true, Settled: > 0 } && postings.Latest < counted.To)
        {
            NarrowToEnough(among, postings, counted.From, test);
        }
        else if ((clauses.Length == 0 && test.IsThreshold) || among.Count * Some < postings.Contacts.Length)
        {
            Walk(among, postings, new(postings, counted, test, clauses), test.Holds(0));
        }
        else
        {
            Count(among, postings, counted, test, clauses);
        }
    }

    /// <summary>Leaves those that have one dated in the stretch.</summary>
    public static void NarrowToAny(SlotSet among, EventPostings postings, Interval dated) => Narrow(among, postings, dated, AnyAtAll, []);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUp(SlotSet among, EventPostings postings, Counter counter, bool withoutAny)
    {
        var place = 0;
        foreach (var slot in among)
        {
            place = postings.PlaceOf(slot, place);
            var holds = place < 0 ? withoutAny : counter.Holds(place);
            place = place < 0 ? ~place : place;
            if (!holds)
            {
                among.Remove(slot);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(SlotSet among, EventPostings postings, Counter counter, bool withoutAny)
    {
        var words = among.Words;
        var slots = postings.Contacts;
        for (int place = 0, word = 0; word < words.Length; word++)
        {
            var (asked, holding) = (words[word], withoutAny ? ulong.MaxValue : 0);
            for (; place < slots.Length && slots[place] >> 6 == word; place++)
            {
                var bit = 1UL << slots[place];
                if ((asked & bit) != 0)
                {
                    holding = counter.Holds(place) ? holding | bit : holding & ~bit;
                }
            }
            words[word] = asked & holding;
        }
    }

    /// <summary>
    /// Looks at the one event of each contact that decides whether there are enough: without asking whose, and only of those whose last is dated
    /// in the stretch.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowToEnough(SlotSet among, EventPostings postings, long from, CountTest test)
    {
        var words = among.Words;
        var slots = postings.Contacts;
        var starts = postings.Starts;
        var times = postings.Times;
        var lasts = postings.Lasts;
        var (enough, others) = (test.Settled, test.Holds(test.Settled) ? 0 : ulong.MaxValue);
        var coarse = EventPostings.CoarseOf(from);
        for (int place = 0, word = 0; word < words.Length; word++)
        {
            var holding = 0UL;
            for (; place < slots.Length && slots[place] >> 6 == word; place++)
            {
                if (lasts[place] < coarse)
                {
                    continue;
                }
                var (first, decides) = (starts[place], starts[place + 1] - enough);
                var isEnough = (enough == 1 && lasts[place] > coarse) || (decides >= first && times[decides] >= from);
                holding |= (isEnough ? 1UL : 0) << slots[place];
            }
            words[word] &= holding ^ others;
        }
    }

    /// <summary>Looks at all events at once, and then at each contact's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(SlotSet among, EventPostings postings, Interval counted, CountTest test, ClauseScan[] clauses)
    {
        using var events = new EventTally(postings, counted, clauses);
        var words = among.Words;
        var slots = postings.Contacts;
        var starts = postings.Starts;
        var without = test.Holds(0) ? ulong.MaxValue : 0;
        for (int place = 0, word = 0, before = 0; word < words.Length; word++)
        {
            var holding = without;
            for (; place < slots.Length && slots[place] >> 6 == word; place++)
            {
                var upTo = events.Before(starts[place + 1]);
                var bit = 1UL << slots[place];
                holding = (holding & ~bit) | (test.Holds(upTo - before) ? bit : 0);
                before = upTo;
            }
            words[word] &= holding;
        }
    }

    private readonly ref struct Counter(EventPostings postings, Interval counted, CountTest test, ClauseScan[] clauses)
    {
        private readonly ReadOnlySpan<long> _times = postings.Times;
        private readonly ReadOnlySpan<int> _starts = postings.Starts;
        private readonly ReadOnlySpan<int> _lasts = postings.Lasts;
        private readonly int _coarse = EventPostings.CoarseOf(counted.From);
        private readonly int _enough = clauses.Length == 0 && test.IsThreshold ? test.Settled : -1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool Holds(int place)
        {
            if (_lasts[place] < _coarse)
            {
                return test.Holds(0);
            }
            var (from, to) = (_starts[place], _starts[place + 1]);
            while (to > from && _times[to - 1] >= counted.To)
            {
                to--;
            }
            if (_enough >= 0)
            {
                return test.Holds(_enough == 0 || (to - from >= _enough && _times[to - _enough] >= counted.From) ? _enough : 0);
            }
            // Too few for the test, whatever they are.
            if (to - from < test.AtLeast)
            {
                return false;
            }
            var count = 0;
            for (var i = to - 1; i >= from && _times[i] >= counted.From && count < test.Settled; i--)
            {
                count += Pass(clauses, i) ? 1 : 0;
            }
            return test.Holds(count);
        }
    }

    private static bool Pass(ClauseScan[] clauses, int place)
    {
        foreach (var clause in clauses)
        {
            if (!clause.Passes(place))
            {
                return false;
            }
        }
        return true;
    }
}
