using System.Diagnostics;
using System.Globalization;

namespace Tests.Support.Crash;

/// <summary>How long something took each time, for the report of a full run.</summary>
internal sealed class Times(string what)
{
    readonly List<TimeSpan> all = [];

    public void Add(TimeSpan one) => all.Add(one);

    public async Task Of(Func<Task> one)
    {
        var watch = Stopwatch.StartNew();
        await one();
        Add(watch.Elapsed);
    }

    public override string ToString()
    {
        var sorted = all.Order().ToList();
        return sorted.Count == 0 ? $"{what}: never"
            : string.Create(CultureInfo.InvariantCulture, $"{what}: {sorted.Count} times, median {sorted[sorted.Count / 2].TotalSeconds:0.00} s, worst {sorted[^1].TotalSeconds:0.00} s");
    }
}
