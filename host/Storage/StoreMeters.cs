using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Host.Storage;

/// <summary>Meters of <c>Audiences.Store</c>: transactions of the writer, what waits for it and for the readers, and what failed.</summary>
internal sealed class StoreMeters : IDisposable
{
    readonly Meter meter = new("Audiences.Store");
    readonly Counter<long> commits, errors, refusals;
    readonly Histogram<double> duration;
    readonly Histogram<int> size;

    /// <param name="writing">How much waits for the writer.</param>
    /// <param name="reading">How much waits for the readers.</param>
    public StoreMeters(Func<int> writing, Func<int> reading)
    {
        commits = meter.CreateCounter<long>("audiences.store.commits", null, "Transactions that are durable");
        errors = meter.CreateCounter<long>("audiences.store.errors", null, "Transactions, reads and connections that failed");
        refusals = meter.CreateCounter<long>("audiences.store.refusals", null, "Work that was not taken because too much waits");
        duration = meter.CreateHistogram(
            "audiences.store.commit.duration", "s", "A transaction of the writer, from its beginning until it is durable", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] });
        size = meter.CreateHistogram(
            "audiences.store.group.size", null, "Works in one transaction", null, new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048] });
        meter.CreateObservableGauge<int>(
            "audiences.store.waiting", () => [new(writing(), new KeyValuePair<string, object?>("queue", "writer")), new(reading(), new KeyValuePair<string, object?>("queue", "readers"))],
            null, "Work that waits");
    }

    public static long Begin() => Stopwatch.GetTimestamp();

    public void Committed(int works, long began)
    {
        commits.Add(1);
        size.Record(works);
        duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <param name="what">write, commit or read.</param>
    public void Failed(string what, Exception error) =>
        errors.Add(1, new KeyValuePair<string, object?>("in", what), new KeyValuePair<string, object?>("error", error.GetType().Name));

    public void Refused(string queue) => refusals.Add(1, new KeyValuePair<string, object?>("queue", queue));

    public void Dispose() => meter.Dispose();
}
