using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>A clause, asked of the column of its property.</summary>
internal readonly struct ClauseScan(Codes? codes, ContentAnswers answers) : IDisposable
{
    private static readonly Contents Nothing = new(Value.ReadKept);

    /// <summary>Null when the columns do not hold all that the clauses ask for.</summary>
    public static ClauseScan[]? Of(Clauses clauses, EventPostings postings, long now)
    {
        var columns = new List<(PropertyColumn? Column, ValueTest Test)>();
        foreach (var (property, test) in clauses.All)
        {
            if (property.Contains('.', StringComparison.Ordinal) || !postings.TryProperty(property, out var column))
            {
                return null;
            }
            columns.Add((column, test));
        }
        return [.. columns.Select(clause =>
            new ClauseScan(clause.Column?.Codes, new ContentAnswers(clause.Column?.Contents ?? Nothing, FactPath.Here, clause.Test, now)))];
    }

    /// <summary>Of events, a bit each, leaves those that pass.</summary>
    public void Narrow(Span<ulong> events)
    {
        if (codes is not null)
        {
            answers.Narrow(codes, events);
        }
        else if (answers[0] == 0)
        {
            events.Clear();
        }
    }

    public bool Passes(int place) => answers[codes is null ? 0 : codes[place]] != 0;

    public void Dispose() => answers.Dispose();
}
