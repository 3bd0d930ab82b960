using System.Runtime.CompilerServices;
using Host.Storage;
using Host.Storage.PostgreSql;
using Host.Storage.Sqlite;

namespace Host.Commands.Doctor;

internal sealed class StoreCheck : ICheck
{
    public string About => "store";

    public async IAsyncEnumerable<Finding> Look(Patient patient, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        if (patient.PostgreSql is not { } database)
        {
            yield return Judge(SqliteDatabase.Inspect(patient.DataFolder));
            yield break;
        }
        var exam = PostgreSqlExam.Of(database);
        if (exam.Wrong is { } wrong)
        {
            yield return Finding.Fail("store", wrong);
            yield break;
        }
        yield return Finding.Ok("database", exam.IsHeld
            ? $"the {exam.Place} is in use by a running server; a second one would stand by"
            : $"the {exam.Place} can be worked on");
        if (!exam.IsDurable)
            yield return Finding.Warn("database", "it runs with fsync or full_page_writes off: a power cut may take acknowledged writes with it. Turn them on in postgresql.conf.");
        yield return Judge(exam.State);
    }

    private static Finding Judge(StoreState? state) => state switch
    {
        null => Finding.Ok("store", "no data yet; the first start makes the tables"),
        { Misfit: { } misfit } => Finding.Fail("store", misfit),
        { Missing: 0 } fits => Finding.Ok("store", $"its migrations are those of this program ({fits.Applied})"),
        var older => Finding.Warn("store", $"made by an older version: the next start applies {older.Missing} migrations. Back the data up first."),
    };
}
