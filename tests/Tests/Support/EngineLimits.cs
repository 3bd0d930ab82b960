namespace Tests.Support;

/// <summary>What a test asks of whichever engine it runs on; null leaves the engine's own.</summary>
internal sealed record EngineLimits
{
    /// <summary>Calls that one activation holds.</summary>
    public int? Calls { get; init; }

    public TimeSpan? Activation { get; init; }
}
