using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Counts the events of many contacts in their columns.</summary>
internal static class EventScan
{
    // When so many times more contacts have such events than are asked about, those asked about are looked up.
    private const int Sparse = 16;

    /// <summary>Leaves those of whose events dated in the stretch a number is enough.</summary>
    public static void Narrow(SlotSet among, EventPostings postings, Interval counted, CountTest test, ClauseScan[] clauses)
    {
        var withoutAny = test.Holds(0);
        var counter = new Counter(postings, counted, test, clauses);
        if (among.Count * Sparse < postings.Contacts.Length)
        {
            LookUp(among, postings, counter, withoutAny);
        }
        else
        {
            Walk(among, postings, counter, withoutAny);
        }
    }

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

    private readonly ref struct Counter(EventPostings postings, Interval counted, CountTest test, ClauseScan[] clauses)
    {
        private readonly ReadOnlySpan<long> _times = postings.Times;
        private readonly ReadOnlySpan<int> _starts = postings.Starts;
        private readonly int _low = test.AtLeast ?? -1;

        public bool Holds(int place)
        {
            var (from, to) = (_starts[place], _starts[place + 1]);
            while (to > from && _times[to - 1] >= counted.To)
            {
                to--;
            }
            if (clauses.Length == 0 && _low >= 0)
            {
                return _low == 0 || (to - from >= _low && _times[to - _low] >= counted.From);
            }
            // Too few for the test, whatever they are.
            if (to - from < _low)
            {
                return false;
            }
            var count = 0;
            for (var i = to - 1; i >= from && _times[i] >= counted.From && count < test.Settled; i--)
            {
                count += Passes(i) ? 1 : 0;
            }
            return test.Holds(count);
        }

        private bool Passes(int place)
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
}
