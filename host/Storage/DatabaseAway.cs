using System.Data.Common;

namespace Host.Storage;

/// <summary>A failure after which the same may work later: the database went away, and a commit with it perhaps.</summary>
internal static class DatabaseAway
{
    public static bool Is(Exception failure) => failure is DbException { IsTransient: true } or OutcomeUnknownException;
}
