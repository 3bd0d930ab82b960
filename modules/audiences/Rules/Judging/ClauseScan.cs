using System.Buffers;
using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>A clause, asked of the column of its property: once of each content that comes up.</summary>
internal sealed class ClauseScan(PropertyColumn? column, ValueTest test) : IDisposable
{
    private const byte Passing = 1, Failing = 2;

    private readonly byte[] _known = Rented(column?.Contents.Count ?? 1);

    /// <summary>Null when the columns do not hold all that the clauses ask for.</summary>
    public static ClauseScan[]? Of(Clauses clauses, EventPostings postings)
    {
        var columns = new List<(PropertyColumn?, ValueTest)>();
        foreach (var (property, test) in clauses.All)
        {
            if (property.Contains('.', StringComparison.Ordinal) || !postings.TryProperty(property, out var column))
            {
                return null;
            }
            columns.Add((column, test));
        }
        return [.. columns.Select(clause => new ClauseScan(clause.Item1, clause.Item2))];
    }

    public bool Passes(int place)
    {
        var code = column is null ? 0 : column.Codes[place];
        ref var answer = ref _known[code];
        if (answer == 0)
        {
            answer = test.Holds(new ValuesBelow(FactPath.Here, column is null ? [] : column.Contents[code])) ? Passing : Failing;
        }
        return answer == Passing;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_known);

    private static byte[] Rented(int count)
    {
        var rented = ArrayPool<byte>.Shared.Rent(count);
        rented.AsSpan(0, count).Clear();
        return rented;
    }
}
