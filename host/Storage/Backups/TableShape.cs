using System.Collections.Immutable;

namespace Host.Storage.Backups;

/// <summary>A table as a backup sees it.</summary>
internal sealed record TableShape(string Name, ImmutableArray<ColumnShape> Columns);

internal sealed record ColumnShape(string Name, ColumnKind Kind);

/// <summary>What a column takes. Ids and bytes are the same in a backup: sixteen bytes, big-endian.</summary>
internal enum ColumnKind { Number = 0, Text = 1, Bytes = 2, Id = 3 }
