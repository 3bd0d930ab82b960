using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Benchmarks.Questions;

/// <summary>How fast all processors together read memory.</summary>
internal static class Bandwidth
{
    private const int Rounds = 5;
    private const int Longs = 1 << 25;

    /// <returns>Bytes a second, the best of some rounds over 256 MB, which no cache holds.</returns>
    public static double Measure()
    {
        var all = new long[Longs];
        Array.Fill(all, 1);
        var share = Longs / Environment.ProcessorCount;
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var sums = new long[Environment.ProcessorCount];
            var watch = Stopwatch.StartNew();
            Parallel.For(0, sums.Length, part => sums[part] = Sum(all.AsSpan(part * share, share)));
            if (watch.Elapsed < best) best = watch.Elapsed;
            if (sums.Sum() != (long)share * sums.Length) throw new InvalidOperationException("The sum is wrong.");
        }
        return (double)share * Environment.ProcessorCount * sizeof(long) / best.TotalSeconds;
    }

    private static long Sum(ReadOnlySpan<long> part)
    {
        // Several sums side by side: one would wait for itself, not for memory.
        Vector<long> a = default, b = default, c = default, d = default;
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(part);
        var i = 0;
        for (; i + 4 <= vectors.Length; i += 4)
            (a, b, c, d) = (a + vectors[i], b + vectors[i + 1], c + vectors[i + 2], d + vectors[i + 3]);
        var sum = Vector.Sum(a + b + c + d);
        for (var rest = i * Vector<long>.Count; rest < part.Length; rest++) sum += part[rest];
        return sum;
    }
}
