using System.Diagnostics;
using System.Diagnostics.Metrics;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Meters of <c>Audiences.Partitions</c>: how long judging a change takes, and how late what is due by time is applied.</summary>
internal sealed class PartitionMeters : IDisposable
{
    private readonly Meter meter = new("Audiences.Partitions");
    private readonly Histogram<double> judging, lag;
    private readonly Counter<long> flips;

    public PartitionMeters()
    {
        judging = meter.CreateHistogram(
            "audiences.evaluation.duration", "s", "Judging one change under all audiences that it may affect", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 1e-2, 0.1, 1] });
        lag = meter.CreateHistogram(
            "audiences.due.lag", "s", "From the instant of a change by time until it is applied, of the earliest of each batch; not under the manual clock", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 60] });
        flips = meter.CreateCounter<long>("audiences.flips", null, "Contacts who were judged because time passed");
    }

    public static long Begin() => Stopwatch.GetTimestamp();

    public void Judged(long began) => judging.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);

    /// <param name="due">The earliest that was.</param>
    public void Flipped(int contacts, Instant due, BusinessClock clock)
    {
        flips.Add(contacts);
        if (!clock.IsManual) lag.Record(Math.Max(0, clock.Now.Ms - due.Ms) / 1000d);
    }

    public void Dispose() => meter.Dispose();
}
