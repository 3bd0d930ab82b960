using System.Globalization;
using Host.Storage;
using Host.Storage.Backups;
using Host.Storage.Sharing;

namespace Host.Commands.Backup;

/// <summary>Brings a backup into a database in which nobody has worked yet: all of it, or nothing.</summary>
internal sealed class RestoreRun(Database database, BackupProgress progress, TimeProvider machine)
{
    /// <returns>What to tell.</returns>
    public async Task<string> Go(string path, CancellationToken cancel)
    {
        var reader = new BackupReader(path, progress.Tell);
        try
        {
            var head = reader.Check();
            await database.Open(cancel);
            var rows = await database.Write(session => RefuseUnlessEmpty(session) ? Restore(reader, session) : 0, cancel);
            return string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of {head.Tables.Length} tables as of {head.TakenAt:O} are restored; syncs are paused until somebody resumes them. Secrets of connections need the folder keys/ of the data folder that they were made in.");
        }
        catch (BackupException unfit)
        {
            throw new CommandError(unfit.Message);
        }
        finally
        {
            progress.End();
        }
    }

    private long Restore(BackupReader reader, Session session)
    {
        var rows = reader.Restore(session, database.Schema);
        SyncRows.Restart(session, machine.GetUtcNow());
        return rows;
    }

    // A start makes the first tenant.
    private static bool RefuseUnlessEmpty(Session session)
    {
        using var rows = session.Query("SELECT 1 FROM tenants LIMIT 1");
        return !rows.Next() ? true : throw new BackupException("There is data already: a backup is restored into an empty data folder or database. Name another with --data, or ConnectionStrings__Audiences.");
    }
}
