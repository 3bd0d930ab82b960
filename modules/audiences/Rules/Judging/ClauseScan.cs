using System.Buffers;
using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>A clause, asked of the columns of its property: of <c>a.b</c> that is <c>a.b</c>, where an event has it, else what is below <c>a</c>.</summary>
/// <param name="columns">Those there are, in the order in which they count.</param>
/// <param name="without">What the clause says of an event that has none of them.</param>
internal readonly struct ClauseScan((Codes Codes, ContentAnswers Answers)[] columns, bool without) : IDisposable
{
    /// <summary>The columns hold all that the clauses ask for.</summary>
    public static bool CanAsk(Clauses clauses, EventPostings postings) => clauses.All.All(clause => ColumnsOf(clause.Property, postings) is not null);

    /// <summary>Null when the columns do not hold all that the clauses ask for.</summary>
    public static ClauseScan[]? Of(Clauses clauses, EventPostings postings, long now)
    {
        var found = new List<(ValueTest Test, (PropertyColumn Column, FactPath Path)[] Columns)>();
        foreach (var (property, test) in clauses.All)
        {
            if (ColumnsOf(property, postings) is not { } columns)
            {
                return null;
            }
            found.Add((test, columns));
        }
        return [.. found.Select(clause => new ClauseScan(
            [.. clause.Columns.Select(held => (held.Column.Codes, new ContentAnswers(held.Column.Contents, held.Path, clause.Test, now)))],
            clause.Test.HoldsNow(new ValuesBelow(null, []), now)))];
    }

    /// <summary>Of events, a bit each, leaves those that pass.</summary>
    public void Narrow(Span<ulong> events)
    {
        if (columns is [var (codes, answers)])
        {
            answers.Narrow(codes, events);
        }
        else if (columns.Length > 0)
        {
            NarrowEach(events);
        }
        else if (!without)
        {
            events.Clear();
        }
    }

    public bool Passes(int place)
    {
        foreach (var (codes, answers) in columns)
        {
            if (codes[place] is not 0 and var code)
            {
                return answers[code] != 0;
            }
        }
        return without;
    }

    public void Dispose()
    {
        foreach (var (_, answers) in columns)
        {
            answers.Dispose();
        }
    }

    private void NarrowEach(Span<ulong> events)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(2 * events.Length);
        var open = rented.AsSpan(0, events.Length);
        var here = rented.AsSpan(events.Length, events.Length);
        events.CopyTo(open);
        events.Clear();
        foreach (var (codes, answers) in columns)
        {
            open.CopyTo(here);
            codes.NarrowToPresent(here);
            for (var i = 0; i < open.Length; i++)
            {
                open[i] &= ~here[i];
            }
            answers.Narrow(codes, here);
            for (var i = 0; i < events.Length; i++)
            {
                events[i] |= here[i];
            }
        }
        for (var i = 0; without && i < events.Length; i++)
        {
            events[i] |= open[i];
        }
        ArrayPool<ulong>.Shared.Return(rented);
    }

    private static (PropertyColumn Column, FactPath Path)[]? ColumnsOf(string property, EventPostings postings)
    {
        var columns = new List<(PropertyColumn, FactPath)>();
        foreach (var (key, below) in FactPath.Keys(property))
        {
            if (key == PagePath.Column || !postings.TryProperty(key, out var column))
            {
                return null;
            }
            if (column is not null)
            {
                columns.Add((column, below));
            }
        }
        return [.. columns];
    }
}
