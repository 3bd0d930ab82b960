using Contracts;
using Host.Storage.Backups;

namespace Host.Storage;

/// <summary>
/// One connection to the database, used by one thread at a time. This and <see cref="Rows"/> are where databases differ;
/// the statements above them are written once, with <c>$1</c>, <c>$2</c>… as placeholders.
/// </summary>
internal abstract class Session : IDisposable
{
    readonly Dictionary<Type, object> once = [];

    /// <summary>Starts a transaction; a writing session holds the database's write lock from here on.</summary>
    public void Begin()
    {
        once.Clear();
        BeginTransaction();
    }

    /// <summary>
    /// What is known or kept back for this transaction only: made at its first use, gone with the transaction. Many small works
    /// share one transaction, and what is the same for all of them need not be read and written for each.
    /// </summary>
    public T Once<T>() where T : class, new()
    {
        if (once.TryGetValue(typeof(T), out var held)) return (T)held;
        var made = new T();
        once.Add(typeof(T), made);
        return made;
    }

    /// <summary>Writes what was kept back; before <see cref="Commit"/>.</summary>
    public void Flush()
    {
        foreach (var held in once.Values)
            if (held is IKeptBack keeps) keeps.Write(this);
        WriteInserts();
    }

    /// <summary>One question for many costs much less than many.</summary>
    public virtual bool AsksAtOnce => false;

    /// <inheritdoc cref="Partitions.Stretches"/>
    public virtual bool KeepsStretches => false;

    /// <summary>When it throws, it is not known whether the transaction was committed.</summary>
    public abstract void Commit();

    /// <summary>Ends the transaction if one is open (some errors have ended it already).</summary>
    public abstract void Rollback();

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    /// <param name="sql">A constant: prepared statements are kept by its reference.</param>
    public abstract int Execute(string sql, params ReadOnlySpan<Arg> args);

    /// <summary>Inserts a row, at the latest before its table is read or the transaction ends; what is wrong with it may be said then.</summary>
    /// <param name="sql">A constant: INSERT INTO table (columns) VALUES ($1, $2…), and perhaps ON CONFLICT; no two of one transaction update the same row.</param>
    public virtual void Insert(string sql, params ReadOnlySpan<Arg> args) => Execute(sql, args);

    /// <summary>Runs a query. Dispose the rows before the same statement is run again.</summary>
    /// <param name="sql">A constant: prepared statements are kept by its reference.</param>
    public abstract Rows Query(string sql, params ReadOnlySpan<Arg> args);

    /// <summary>Runs several statements, as migrations are written.</summary>
    public abstract void Script(string sql);

    /// <summary>All tables but those that say how the database itself is; each after those that it refers to.</summary>
    public abstract IReadOnlyList<TableShape> Tables();

    /// <summary>After rows were inserted with the numbers that they had: the next ones are numbered on from there.</summary>
    public virtual void Align() { }

    /// <summary>Before a row of the membership log is inserted that is dated so.</summary>
    public virtual void MakeRoom(Instant at) { }

    /// <summary>Takes out some of what the membership log holds from before the partitions' logs begin; false: nothing was left.</summary>
    public abstract bool ClearLog();

    /// <summary>A table of that name is there.</summary>
    public abstract bool HasTable(string name);

    /// <summary>
    /// Takes what was overwritten out of journals, or sees to it that it is taken out soon; false when a reader is in the way and it
    /// must be tried again.
    /// </summary>
    public abstract bool Scrub();

    public abstract void Dispose();

    protected abstract void BeginTransaction();

    /// <summary>Writes what <see cref="Insert"/> keeps back.</summary>
    protected virtual void WriteInserts() { }
}

/// <summary>What a <see cref="Session.Once"/> keeps back until the end of the transaction.</summary>
internal interface IKeptBack
{
    void Write(Session session);
}
