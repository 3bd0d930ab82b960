using System.Data.Common;
using Contracts;
using Microsoft.Data.Sqlite;

namespace Host.Storage;

/// <summary>How systems say that nothing more fits on the disk, or into the owner's share of it.</summary>
internal static class DiskFull
{
    const int NoSpace = 28, LinuxQuota = 122, MacQuota = 69, WindowsFull = unchecked((int)0x80070070), WindowsHandleFull = unchecked((int)0x80070027);

    // Of SQLite and of PostgreSQL.
    const int SqliteFull = 13;
    const string PostgreSqlFull = "53100";

    public static bool Is(Exception failure) =>
        failure is IOException { HResult: NoSpace or LinuxQuota or MacQuota or WindowsFull or WindowsHandleFull }
            or SqliteException { SqliteErrorCode: SqliteFull }
            or DbException { SqlState: PostgreSqlFull };

    public static Refusal Refusal() => new(507, "disk-full", "The server's disk is full. Nothing was kept; send it again when there is room.");
}
