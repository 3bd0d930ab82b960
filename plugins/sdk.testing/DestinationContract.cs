namespace Audiences.Sdk.Testing;

/// <summary>
/// Tries a destination against a receiver: the real one, or one in memory. Derive from it, say how to connect and what the receiver has,
/// and run <see cref="VerifyAsync"/> in one test, or each of <see cref="Checks"/> in a test of its own.
/// </summary>
/// <remarks>Each check uses audiences of its own, so a receiver need not be emptied in between. Checks do not run beside each other.</remarks>
public abstract class DestinationContract<TDestination>
    where TDestination : IAudienceDestination
{
    protected DestinationContract()
    {
        var checks = new DestinationChecks(new(async () => await ConnectAsync(), MembersAsync, () => LoseNextAnswer(), () => StallNextCall(), () => Refused, () => Patience));
        Checks = checks.All;
    }

    /// <summary>Every promise, in an order in which the simple ones come first.</summary>
    public IReadOnlyList<ContractCheck> Checks { get; }

    /// <summary>How long the receiver may take for anything; ten seconds unless overridden.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>A member whom the receiver does not take, such as one without an e-mail address; null if it takes everybody.</summary>
    protected abstract Member? Refused { get; }

    /// <summary>A new instance, as after a restart of the server: connected to the same receiver, which has what it had.</summary>
    protected abstract Task<TDestination> ConnectAsync();

    /// <summary>Keys of the members that the receiver has in an audience; a key as often as it has it, in any order.</summary>
    /// <remarks>The members that checks make have the keys <c>member-1</c> …, <c>member-1@example.org</c>, and external ids like the keys.</remarks>
    protected abstract Task<IReadOnlyList<string>> MembersAsync(string audience);

    /// <summary>From now on: the receiver does what the next call says, but the connection breaks before it answers.</summary>
    protected abstract void LoseNextAnswer();

    /// <summary>From now on: the receiver gets the next call, does nothing of it and does not answer until it is hung up on.</summary>
    /// <returns>Ends when the call has come.</returns>
    protected abstract Task StallNextCall();

    /// <summary>Runs every check.</summary>
    /// <exception cref="ContractViolationException">Says each promise that is not kept, and how.</exception>
    public async Task VerifyAsync()
    {
        var broken = new List<string>();
        foreach (var check in Checks)
        {
            try
            {
                await check.RunAsync();
            }
            catch (ContractViolationException violation)
            {
                broken.Add($"{check.Name}: {violation.Message}");
            }
        }
        if (broken.Count > 0) throw new ContractViolationException(string.Join(Environment.NewLine, broken));
    }
}
