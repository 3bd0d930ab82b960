using System.Diagnostics.Metrics;
using Contracts;

namespace Contacts;

/// <summary>Meters of <c>Audiences.Ingestion</c>: messages by what became of them.</summary>
internal sealed class IngestMeters : IDisposable
{
    private readonly Meter meter = new("Audiences.Ingestion");
    private readonly Counter<long> messages;

    public IngestMeters() => messages = meter.CreateCounter<long>("audiences.messages", null, "Messages of sources, durable when counted as accepted");

    public void Answered(IEnumerable<MessageReport> reports)
    {
        foreach (var same in reports.CountBy(report => report.Result))
            messages.Add(same.Value, new KeyValuePair<string, object?>("outcome", same.Key.ToString().ToLowerInvariant()));
    }

    public void Dispose() => meter.Dispose();
}
