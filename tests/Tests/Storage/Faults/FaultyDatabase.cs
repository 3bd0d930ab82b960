using Host.Storage;
using Host.Storage.Sqlite;

namespace Tests.Storage.Faults;

/// <summary>A real SQLite file whose writer's operations fail when they are armed to.</summary>
internal sealed class FaultyDatabase(string folder, FaultPlan plan) : SqliteDatabase(folder, new WriterOptions())
{
    protected override Session OpenWriter()
    {
        plan.Pass("open");
        return new FaultySession(base.OpenWriter(), plan);
    }
}
