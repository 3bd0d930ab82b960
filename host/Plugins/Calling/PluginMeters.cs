using System.Diagnostics.Metrics;

namespace Host.Plugins.Calling;

/// <summary>Meters of <c>Audiences.Plugins</c>: calls and their seconds by plugin, connector, call and outcome; how many are under way; defects.</summary>
internal sealed class PluginMeters : IDisposable
{
    public const string Name = "Audiences.Plugins";

    private readonly Meter meter = new(Name);
    private readonly Histogram<double> seconds;
    private readonly UpDownCounter<int> running;
    private readonly Counter<int> defects;

    public PluginMeters()
    {
        seconds = meter.CreateHistogram<double>("audiences.plugin.call.duration", "s", "Calls into plugins, each try by itself");
        running = meter.CreateUpDownCounter<int>("audiences.plugin.calls.running", null, "Calls under way, those that hang included");
        defects = meter.CreateCounter<int>("audiences.plugin.defects", null, "What no connector should do");
    }

    public void Began(string plugin) => running.Add(1, new KeyValuePair<string, object?>("plugin", plugin));

    public void Ended(string plugin) => running.Add(-1, new KeyValuePair<string, object?>("plugin", plugin));

    public void Answered(string plugin, PluginCall call, string outcome, TimeSpan took) => seconds.Record(
        took.TotalSeconds, new("plugin", plugin), new("connector", call.Connector), new("call", call.Order.Word), new("outcome", outcome));

    public void Defect(string plugin) => defects.Add(1, new KeyValuePair<string, object?>("plugin", plugin));

    public void Dispose() => meter.Dispose();
}
