namespace Audiences.Rules;

/// <summary>The conditions of all rules in use: equal ones are one judge.</summary>
internal sealed class SharedConditions
{
    private readonly InUse<(Node Condition, string? Me), SharedJudge> _known = new();

    /// <summary>The judge of an equal condition if there is one, else the given.</summary>
    /// <param name="me">Whom <c>me</c> means in it.</param>
    public SharedJudge Of(Node condition, string? me, Judge judge) => _known.Of((condition, me), new SharedJudge(judge));
}
