using System.Security.Cryptography;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// Writes and reads who is in which audience. No personal data is in it: contacts and events are read from their rows.
/// </summary>
internal static class SnapshotCodec
{
    private const int Format = 1;

    public static PartitionSnapshot Write(PartitionMemory memory)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(Format);
            writer.Write(memory.AdvancedTo.Ms);
            writer.Write(memory.Audiences.Count);
            foreach (var audience in memory.Audiences)
                WriteAudience(writer, memory, audience);
        }
        var data = stream.ToArray();
        return new PartitionSnapshot(memory.Position, data, SHA256.HashData(data));
    }

    /// <summary>False when the snapshot is damaged or of another format: the log is then read from its beginning.</summary>
    public static bool IsSound(PartitionSnapshot snapshot) =>
        snapshot.Data.Length >= 4 && BitConverter.ToInt32(snapshot.Data) == Format
        && SHA256.HashData(snapshot.Data).AsSpan().SequenceEqual(snapshot.Checksum);

    /// <summary>Restores the audiences and answers the instant up to which everything due had been applied.</summary>
    public static Instant Read(PartitionSnapshot snapshot, PartitionMemory memory, Func<AudienceInPartition, int, int, Shard> shardOf)
    {
        using var reader = new BinaryReader(new MemoryStream(snapshot.Data));
        reader.ReadInt32();
        var advancedTo = new Instant(reader.ReadInt64());
        for (var left = reader.ReadInt32(); left > 0; left--)
            ReadAudience(reader, memory, shardOf);
        return advancedTo;
    }

    private static void WriteAudience(BinaryWriter writer, PartitionMemory memory, AudienceInPartition audience)
    {
        writer.Write(audience.Id);
        writer.Write(audience.Book);
        writer.Write(audience.Announcing);
        writer.Write(audience.Announced.Count);
        foreach (var slot in audience.Announced)
            writer.Write((ushort)slot);
        WriteShard(writer, memory, audience.Serving);
        WriteShard(writer, memory, audience.Building);
    }

    private static void WriteShard(BinaryWriter writer, PartitionMemory memory, Shard? shard)
    {
        writer.Write(shard?.Build ?? 0);
        if (shard is null)
            return;
        writer.Write(shard.Version);
        writer.Write(shard.Members.Count);
        foreach (var slot in shard.Members)
        {
            writer.Write((ushort)slot);
            writer.Write(memory.Rows[slot].Tracks[shard].Since.Ms);
        }
    }

    private static void ReadAudience(BinaryReader reader, PartitionMemory memory, Func<AudienceInPartition, int, int, Shard> shardOf)
    {
        var audience = memory.AddAudience(reader.ReadString(), reader.ReadString());
        audience.Announcing = reader.ReadBoolean();
        for (var left = reader.ReadInt32(); left > 0; left--)
            audience.Announced.Add(reader.ReadUInt16());
        audience.Serving = ReadShard(reader, memory, audience, shardOf);
        audience.Building = ReadShard(reader, memory, audience, shardOf);
    }

    private static Shard? ReadShard(
        BinaryReader reader, PartitionMemory memory, AudienceInPartition audience, Func<AudienceInPartition, int, int, Shard> shardOf)
    {
        var build = reader.ReadInt32();
        if (build == 0)
            return null;
        var shard = shardOf(audience, build, reader.ReadInt32());
        memory.AddShard(shard);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (slot, since) = (reader.ReadUInt16(), new Instant(reader.ReadInt64()));
            if (memory.Rows.TryGetValue(slot, out var row))
                memory.SetTrack(row, shard, new Track(true, since, null));
        }
        return shard;
    }
}
