using System.Collections.Immutable;
using Contracts;

namespace Audiences.Partitions;

/// <summary>What a partition takes in memory, line by line.</summary>
internal static class PartitionBytes
{
    public static ImmutableArray<MemoryLine> Of(PartitionMemory memory)
    {
        var columns = memory.Columns.Measure();
        return
        [
            new("contacts, packed with their events and message ids", memory.Rows.All.Sum(row => row.Bytes)),
            new("places of contacts", memory.Rows.Bytes),
            new("memberships and due times", memory.Tracks.Bytes + memory.Due.Bytes),
            new("members", memory.Audiences.SelectMany(audience => audience.Shards()).Sum(shard => shard.Members.Bytes)),
            new("events: times, contacts and starts", columns.Times + columns.Slots + columns.Starts + columns.Unsorted),
            new("event properties: codes", columns.PropertyCodes),
            new("event properties: contents", columns.PropertyContents),
            new("fields: codes", columns.FieldCodes),
            new("fields: contents", columns.FieldContents),
            new("texts", columns.Texts),
            new("numbers and instants", columns.Numbers + columns.Moments),
        ];
    }
}
