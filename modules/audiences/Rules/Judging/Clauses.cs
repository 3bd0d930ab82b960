namespace Audiences.Rules;

/// <summary>The <c>where</c> of a condition on events: all must hold of one event.</summary>
internal sealed class Clauses((string Property, FactPath Path, ValueTest Test)[] clauses)
{
    private readonly (FactPath Path, ValueTest Test)[] _fixed = [.. clauses.Where(clause => !clause.Test.IsTimed).Select(clause => (clause.Path, clause.Test))];
    private readonly (FactPath Path, ValueTest Test)[] _timed = [.. clauses.Where(clause => clause.Test.IsTimed).Select(clause => (clause.Path, clause.Test))];

    public IEnumerable<(string Property, ValueTest Test)> All => clauses.Select(clause => (clause.Property, clause.Test));

    public int Count => clauses.Length;

    public bool AreTimed => _timed.Length > 0;

    public static Clauses Of(Seq<Where> where) =>
        new([.. where.Select(clause => (clause.Property, new FactPath(clause.Property), ValueTests.Compile(clause.Test)))]);

    /// <summary>Whether those hold that do not depend on the time.</summary>
    public bool Pass(EventFact fact)
    {
        foreach (var (path, test) in _fixed)
        {
            if (!test.Holds(new PropertyValues(path, fact.Properties)))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Of those instants the ones at which the others hold too.</summary>
    public Intervals During(EventFact fact, Intervals instants, long now)
    {
        foreach (var (path, test) in _timed)
        {
            instants = instants.And(test.During(new PropertyValues(path, fact.Properties), now));
        }
        return instants;
    }
}
