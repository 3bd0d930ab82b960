namespace Benchmarks.Questions;

/// <summary>Random numbers that follow from a place alone: whatever is drawn can be drawn again, in any order and by many at once.</summary>
internal sealed class Draw(ulong place)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong state = Mixed(place + 1);

    public ulong Next() => Mixed(state += Step);

    /// <summary>From 0 to below 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1L << 53));

    public int Below(int count) => (int)(Share() * count);

    /// <summary>Below the count, low ones often: half of the draws are among the first eighth.</summary>
    public int Early(int count) => (int)(Math.Pow(Share(), 3) * count);

    public bool Chance(double share) => Share() < share;

    public T Of<T>(T[] all) => all[Below(all.Length)];

    public T EarlyOf<T>(T[] all) => all[Early(all.Length)];

    // SplitMix64, by Vigna, which is in the public domain.
    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
