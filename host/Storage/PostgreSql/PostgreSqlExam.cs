using System.Data.Common;
using System.Net.Sockets;

namespace Host.Storage.PostgreSql;

/// <summary>A database looked at from outside; nothing is changed, beside a running server neither.</summary>
/// <param name="Place">Which.</param>
/// <param name="Wrong">Why a server could not work on it, and what to do; null when it could.</param>
/// <param name="IsDurable">Commits survive a power cut, as far as the database's settings say.</param>
/// <param name="IsHeld">A server works on it.</param>
/// <param name="State">Null when there are no tables yet.</param>
internal sealed record PostgreSqlExam(string Place, string? Wrong, bool IsDurable, bool IsHeld, StoreState? State)
{
    public static PostgreSqlExam Of(string connectionString)
    {
        using var connections = new PostgreSqlConnections(connectionString);
        return Of(connections);
    }

    public static PostgreSqlExam Of(PostgreSqlConnections connections)
    {
        try
        {
            using var connection = connections.Reader();
            connections.Verify(connection);
            return new(
                connections.Place, null, PostgreSqlConnections.IsDurable(connection), new PostgreSqlEntry(connection).IsHeld(),
                PostgreSqlDatabase.Inspect(connections));
        }
        catch (DatabaseUnusableException unusable)
        {
            return new(connections.Place, unusable.Message, true, false, null);
        }
        catch (Exception away) when (away is DbException or SocketException or TimeoutException or IOException)
        {
            return new(
                connections.Place, $"The {connections.Place} does not answer ({away.Message}). Start it, or name another in ConnectionStrings__Audiences.", true,
                false, null);
        }
    }
}
