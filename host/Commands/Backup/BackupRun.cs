using System.Globalization;
using Host.Storage;
using Host.Storage.Backups;

namespace Host.Commands.Backup;

/// <summary>Writes the state of a database to a file, beside a running server.</summary>
internal sealed class BackupRun(Database database, BackupProgress progress, TimeProvider machine)
{
    /// <returns>What to tell.</returns>
    public async Task<string> Go(string path, CancellationToken cancel)
    {
        if (File.Exists(path)) throw new CommandError($"{path} is there already. Name a new file.");
        try
        {
            var summary = await database.Read(session => new BackupWriter(path, progress.Tell).Write(session, database.Schema, machine.GetUtcNow()), cancel);
            return string.Create(
                CultureInfo.InvariantCulture, $"{summary.Rows:N0} rows of {summary.Head.Tables.Length} tables as of {summary.Head.TakenAt:O}, {new FileInfo(path).Length:N0} bytes in {path}, sha256 {summary.Sum}");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new CommandError($"{path} cannot be written: {failed.Message}");
        }
        finally
        {
            progress.End();
            File.Delete($"{path}.partial");
        }
    }
}
