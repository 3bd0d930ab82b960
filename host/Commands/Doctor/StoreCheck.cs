using System.Runtime.CompilerServices;
using Host.Storage.Sqlite;

namespace Host.Commands.Doctor;

internal sealed class StoreCheck : ICheck
{
    public string About => "store";

    public async IAsyncEnumerable<Finding> Look(Patient patient, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield return SqliteDatabase.Inspect(patient.DataFolder) switch
        {
            null => Finding.Ok("store", "no data yet; the first start makes the tables"),
            { Misfit: { } misfit } => Finding.Fail("store", misfit),
            { Missing: 0 } fits => Finding.Ok("store", $"its migrations are those of this program ({fits.Applied})"),
            var older => Finding.Warn("store", $"made by an older version: the next start applies {older.Missing} migrations. Back the folder up first."),
        };
    }
}
