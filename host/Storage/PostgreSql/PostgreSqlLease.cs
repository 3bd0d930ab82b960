using System.Data.Common;
using Contracts;

namespace Host.Storage.PostgreSql;

/// <summary>
/// The right to work on a database: a lock that the server takes back when the connection ends, however it ends, and an epoch that
/// every commit is checked against. One process has it; others stand by.
/// </summary>
/// <remarks>
/// The epoch fences writes exactly. Reads are fenced by time: who has not heard from the server for <see cref="Lasts"/> answers nobody,
/// and who takes over answers nobody for longer than that, unless the lease was given back; what it has to load it loads meanwhile.
/// </remarks>
internal sealed class PostgreSqlLease(PostgreSqlConnections connections, TimeProvider machine)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(2);

    // More than a lease lasts: whoever is ended for it answers nobody by then.
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(400), Again = TimeSpan.FromMilliseconds(200), Margin = TimeSpan.FromMilliseconds(250);

    readonly ManualResetEventSlim stopping = new();
    readonly TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource alone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Action<string?> tell = _ => { };
    Action passed = () => { };
    bool started;
    long epoch, confirmed, raised;
    TimeSpan othersAnswer;
    int isPassed;

    /// <summary>Under which this process writes; 0 before the lease is taken, and in commands, which write beside a server.</summary>
    public long Epoch => Volatile.Read(ref epoch);

    /// <summary>What this process knows is still so; true also where no lease is asked for.</summary>
    public bool Holds => Epoch == 0
        || (Volatile.Read(ref isPassed) == 0 && machine.GetElapsedTime(Volatile.Read(ref confirmed)) < Lasts);

    /// <summary>Done when no process that had the database before answers anybody any more from what it knew.</summary>
    public Task Alone => alone.Task;

    /// <summary>Done when this process may work on the database: nobody else writes. It may answer when it is <see cref="Alone"/>.</summary>
    /// <param name="tell">Is told why it may not now, before and after, and null when it may.</param>
    /// <param name="passed">Called once, when another process has taken the lease: this one must end.</param>
    /// <exception cref="DatabaseUnusableException">Waiting would not help.</exception>
    public Task Take(Action<string?> tell, Action passed)
    {
        (this.tell, this.passed, started) = (tell, passed, true);
        new Thread(Run) { Name = "audiences-lease", IsBackground = true }.Start();
        return taken.Task;
    }

    /// <summary>Gives it back, so that the next one need not wait.</summary>
    public Task GiveBack()
    {
        stopping.Set();
        return started ? ended.Task : Task.CompletedTask;
    }

    /// <exception cref="Refusal">503: what was worked out may not be so any more.</exception>
    public void Demand()
    {
        if (!Holds) throw Refusal.NotReady();
    }

    /// <summary>Another process writes under a later epoch.</summary>
    public void Pass()
    {
        if (Interlocked.Exchange(ref isPassed, 1) == 0) passed();
    }

    void Run()
    {
        while (!stopping.IsSet && isPassed == 0)
        {
            try
            {
                Hold();
            }
            catch (DatabaseUnusableException unusable) when (epoch == 0)
            {
                taken.TrySetException(unusable);
                break;
            }
            catch (Exception away) when (away is DbException or DatabaseUnusableException or System.Net.Sockets.SocketException or IOException or TimeoutException or InvalidOperationException)
            {
                tell($"the {connections.Place} does not answer");
            }
            stopping.Wait(Again);
        }
        taken.TrySetCanceled();
        alone.TrySetCanceled();
        ended.SetResult();
    }

    /// <summary>Returns when somebody else has the lease, or it was given back; throws when the connection fails.</summary>
    void Hold()
    {
        using var connection = connections.Holder();
        if (epoch == 0) connections.Verify(connection);
        var entry = new PostgreSqlEntry(connection);
        if (!entry.TryHold())
        {
            if (epoch != 0 && entry.Epoch() != epoch) Pass();
            else entry.EndSilent(Silence);
            tell("another process works on the database");
            return;
        }
        if (!(epoch == 0 ? Begin(entry) : GoOn(entry))) return;
        for (tell(null); !stopping.IsSet && isPassed == 0; stopping.Wait(Rest())) Confirm(entry);
        // Who ends before he was alone leaves it as he found it: the one before him may answer yet.
        if (isPassed == 0 && alone.Task.IsCompletedSuccessfully) entry.GiveBack(epoch);
    }

    bool Begin(PostgreSqlEntry entry)
    {
        // Its writer may have a transaction open, which is waited for until it has been silent for too long.
        (long Epoch, bool WasGivenBack)? next;
        for (entry.EndSilent(Silence); (next = entry.TryRaise()) is null; entry.EndSilent(Silence))
            if (stopping.IsSet) return false;
        var (own, wasGivenBack) = next.Value;
        (raised, othersAnswer) = (machine.GetTimestamp(), wasGivenBack ? TimeSpan.Zero : Lasts + Margin);
        Confirm(entry);
        Volatile.Write(ref epoch, own);
        taken.TrySetResult();
        return true;
    }

    /// <summary>How long until it is to be confirmed again, or until this process is alone, which it is from then on.</summary>
    TimeSpan Rest()
    {
        var left = othersAnswer - machine.GetElapsedTime(raised);
        if (left > TimeSpan.Zero) return left < Beat ? left : Beat;
        alone.TrySetResult();
        return Beat;
    }

    /// <summary>After the connection was lost: nobody else has come meanwhile.</summary>
    bool GoOn(PostgreSqlEntry entry)
    {
        if (entry.Epoch() == epoch) return true;
        Pass();
        return false;
    }

    void Confirm(PostgreSqlEntry entry)
    {
        var asked = machine.GetTimestamp();
        entry.Touch();
        Volatile.Write(ref confirmed, asked);
    }
}
