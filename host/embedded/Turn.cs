using Orleans.Runtime;

namespace Audiences.Embedded;

/// <summary>
/// One piece of work an activation runs to its end: a call, a timer's tick, its own activation or deactivation.
/// Its <see cref="Caller"/> is the turn that waits for it, if a grain made the call.
/// </summary>
internal abstract class Turn
{
    private readonly ExecutionContext? _context;

    protected Turn(EmbeddedEngine engine, Turn? caller, bool flows = true)
    {
        Engine = engine;
        Caller = caller;
        // Of whoever sent it, so it is taken here and not when the turn starts.
        _context = flows ? ExecutionContext.Capture() : null;
    }

    public EmbeddedEngine Engine { get; }

    public Turn? Caller { get; private set; }

    public Activation Activation { get; set; } = null!;

    public virtual bool Interleaves => false;

    public virtual bool ReadOnly => false;

    /// <summary>Belongs to its activation and does not move on to the next one of the same grain.</summary>
    public virtual bool DiesWithActivation => false;

    public virtual bool CountsAsUse => true;

    public void Begin()
    {
        if (_context is not null)
        {
            ExecutionContext.Restore(_context);
        }

        Engine.CurrentTurn = this;
        Run();
    }

    /// <summary>It will not be run.</summary>
    public abstract void Reject(Exception reason);

    public bool IsCalledBy(Turn other)
    {
        for (var turn = this; turn is not null; turn = turn.Caller)
        {
            if (turn == other)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whoever it called without waiting for the answer is from now on on their own: nobody here waits for them.</summary>
    public void LeaveChain() => Caller = null;

    public string Chain()
    {
        var links = new List<string>();
        for (var turn = this; turn is not null; turn = turn.Caller)
        {
            links.Add($"{turn.Activation.GrainId} {turn}");
        }

        links.Reverse();
        return string.Join(" → ", links);
    }

    protected abstract void Run();
}

/// <summary>A call has come back to a grain that is waiting for it; it would wait for ever.</summary>
internal sealed class CallChainException(Turn turn)
    : OrleansException($"Deadlock: {turn.Chain()}. The last grain is waiting in this same chain of calls.");
