namespace Host.Egress;

/// <param name="LargestAnswer">Bytes, unpacked.</param>
/// <param name="Longest">From the call until its answer is read.</param>
internal sealed record EgressLimits(long LargestAnswer, TimeSpan Longest)
{
    public static EgressLimits Default { get; } = new(32 << 20, TimeSpan.FromSeconds(100));
}
