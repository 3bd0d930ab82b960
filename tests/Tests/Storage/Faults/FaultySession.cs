using Contracts;
using Host.Storage;
using Host.Storage.Backups;

namespace Tests.Storage.Faults;

/// <summary>The other session, with a planned fault before each operation; and after COMMIT, whose outcome is then unknown to who waits.</summary>
internal sealed class FaultySession(Session inner, FaultPlan plan) : Session
{
    public override bool KeepsStretches => inner.KeepsStretches;

    public override void Commit()
    {
        plan.Pass("before commit");
        inner.Flush();
        inner.Commit();
        plan.Pass("after commit");
    }

    public override void Rollback() => inner.Rollback();

    public override int Execute(string sql, params ReadOnlySpan<Arg> args)
    {
        plan.Pass(sql);
        return inner.Execute(sql, args);
    }

    public override void Insert(string sql, params ReadOnlySpan<Arg> args)
    {
        plan.Pass(sql);
        inner.Insert(sql, args);
    }

    public override Rows Query(string sql, params ReadOnlySpan<Arg> args)
    {
        plan.Pass(sql);
        return inner.Query(sql, args);
    }

    public override void Script(string sql) => inner.Script(sql);

    public override bool HasTable(string name) => inner.HasTable(name);

    public override IReadOnlyList<TableShape> Tables() => inner.Tables();

    public override void MakeRoom(Instant at) => inner.MakeRoom(at);

    public override bool ClearLog()
    {
        plan.Pass("clear log");
        return inner.ClearLog();
    }

    public override bool Scrub()
    {
        plan.Pass("scrub");
        return inner.Scrub();
    }

    public override void Dispose() => inner.Dispose();

    protected override void BeginTransaction()
    {
        plan.Pass("begin");
        inner.Begin();
    }
}
