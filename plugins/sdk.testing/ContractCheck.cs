namespace Audiences.Sdk.Testing;

/// <summary>One promise of a contract.</summary>
/// <param name="Name">The promise as a sentence.</param>
/// <param name="RunAsync">Ends well if it is kept; throws <see cref="ContractViolationException"/> if not.</param>
public sealed record ContractCheck(string Name, Func<Task> RunAsync)
{
    /// <summary>The name, which is what test frameworks show.</summary>
    public override string ToString() => Name;
}
