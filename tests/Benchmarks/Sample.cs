using System.Diagnostics;

namespace Benchmarks;

/// <summary>What a number of pieces of work took, each figure for one of them.</summary>
/// <param name="Processor">Microseconds; unlike the rate it hardly minds what else the machine does.</param>
/// <param name="Bytes">Allocated.</param>
internal readonly record struct Sample(double PerSecond, double Processor, double Bytes)
{
    public static async Task<Sample> Of(int pieces, Func<Task> work)
    {
        GC.Collect();
        var (allocated, processor, watch) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        return new(
            pieces / seconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / pieces,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / pieces);
    }

    /// <summary>Callers side by side, each of which waits for one answer before it asks for the next.</summary>
    public static Task<Sample> OfCalls(int callers, int calls, Func<int, Task<int>> call)
    {
        return Of(calls, () => Task.WhenAll(Enumerable.Range(0, callers).Select(Caller)));

        async Task Caller(int first)
        {
            await Task.Yield();
            for (var number = first; number < calls; number += callers)
            {
                if (await call(number) != number + 1)
                {
                    throw new InvalidOperationException("The answer is not that of the call.");
                }
            }
        }
    }

    public static double Median(IEnumerable<double> figures) => figures.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
