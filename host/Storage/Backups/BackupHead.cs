using System.Collections.Immutable;

namespace Host.Storage.Backups;

/// <summary>What a backup says of itself, first in the file.</summary>
/// <param name="Format">Rises when an older program could not read the file.</param>
/// <param name="Program">The version that made it.</param>
/// <param name="Schema">Of the tables' form: rows of another would miss what migrations did to those that were there.</param>
/// <param name="TakenAt">By the machine's clock.</param>
/// <param name="Tables">In the order in which they follow, each after those that it refers to.</param>
internal sealed record BackupHead(int Format, string Program, int Schema, DateTimeOffset TakenAt, ImmutableArray<TableShape> Tables)
{
    public const int Newest = 1;
}

/// <param name="Rows">Of all tables.</param>
/// <param name="Sum">SHA-256 of the file's content, in hexadecimal.</param>
internal sealed record BackupSummary(BackupHead Head, long Rows, string Sum);

/// <summary>The file is no backup, damaged, or not for this program; the message says which.</summary>
internal sealed class BackupException(string message) : Exception(message);
