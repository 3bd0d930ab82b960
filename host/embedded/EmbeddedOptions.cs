namespace Audiences.Embedded;

/// <summary>The engine's limits.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>Above this many activations the least recently used idle ones go; <c>[KeepAlive]</c> grains are neither counted nor chosen.</summary>
    public int MaxActivations { get; set; } = 200_000;

    /// <summary>Calls one activation holds, waiting and running; the next is answered with <c>LimitExceededException</c>.</summary>
    public int MaxCallsPerActivation { get; set; } = 10_000;

    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="EmbeddedEngine.StopAsync"/> waits for calls and deactivations.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// For tests: every argument, result and state is copied through its <c>[Id]</c> members alone,
    /// and a type that would not travel between Orleans silos is refused.
    /// </summary>
    public bool StrictCodec { get; set; }
}
