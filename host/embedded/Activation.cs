using Orleans.Runtime;

namespace Audiences.Embedded;

/// <summary>
/// One activation and its gate: which turn may start now. One that may not waits, in order of arrival.
/// What begins and ends an activation is in <c>Activation.Life.cs</c>.
/// </summary>
internal sealed partial class Activation(GrainClass grainClass, string key) : TurnScheduler, IGrainContext
{
    private ShortQueue<Turn> _waiting;
    private Phase _phase;
    private Turn? _blocking;
    private int _running;
    private long _lastUsed;

    private enum Phase
    {
        New,
        Activating,
        Active,

        /// <summary>To be deactivated when the calls that run have ended; no other starts.</summary>
        Draining,
        Deactivating,
        Gone,
    }

    public EmbeddedEngine Engine => grainClass.Engine;

    public GrainId GrainId => GrainId.Create(grainClass.Type, key);

    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>False if the activation is gone: whoever sends then looks the grain up again.</summary>
    public bool Receive(Turn turn)
    {
        Exception? refusal;
        lock (Gate)
        {
            if (_phase == Phase.Gone)
            {
                return false;
            }

            turn.Activation = this;
            if (turn.CountsAsUse)
            {
                Volatile.Write(ref _lastUsed, TimeProvider.System.GetTimestamp());
            }

            BeginIfNew_NeedsGate(turn);
            refusal = Refusal_NeedsGate(turn);
            if (refusal is null)
            {
                Accept_NeedsGate(turn);
            }
        }

        if (refusal is not null)
        {
            turn.Reject(refusal);
        }

        return true;
    }

    public void End(Turn turn)
    {
        lock (Gate)
        {
            _running--;
            turn.LeaveChain();
            if (_blocking == turn)
            {
                _blocking = null;
            }

            Advance_NeedsGate();
        }
    }

    private void Accept_NeedsGate(Turn turn)
    {
        if (MayStart_NeedsGate(turn, isFirst: _waiting.Count == 0))
        {
            Start_NeedsGate(turn);
        }
        else
        {
            _waiting.Enqueue(turn);
        }
    }

    private Exception? Refusal_NeedsGate(Turn turn)
    {
        var held = _running + _waiting.Count;
        if (held >= Engine.Options.MaxCallsPerActivation && !turn.DiesWithActivation)
        {
            return new LimitExceededException(nameof(EmbeddedOptions.MaxCallsPerActivation), held, Engine.Options.MaxCallsPerActivation, GrainId);
        }

        return _blocking is not null && turn.IsCalledBy(_blocking) && !MayStart_NeedsGate(turn, isFirst: _waiting.Count == 0)
            ? new CallChainException(turn)
            : null;
    }

    // The rule of Orleans, except that a read never passes a call that came before it. Only a call that lets
    // no other in while it awaits is blocking; those that interleave are not, so a regular call may start beside them.
    private bool MayStart_NeedsGate(Turn turn, bool isFirst) => _phase == Phase.Active
        && (turn.Interleaves || _blocking is null || (isFirst && turn.ReadOnly && _blocking.ReadOnly));

    private void Start_NeedsGate(Turn turn)
    {
        _running++;
        if (!turn.Interleaves)
        {
            _blocking ??= turn;
        }

        Schedule_NeedsGate(turn);
    }

    private void Advance_NeedsGate()
    {
        while (_waiting.First is { } next && MayStart_NeedsGate(next, isFirst: true))
        {
            _waiting.Dequeue();
            Start_NeedsGate(next);
        }

        if (_running > 0)
        {
            return;
        }

        if (_phase == Phase.Draining)
        {
            BeginDeactivation_NeedsGate();
        }
        else if (_phase == Phase.Active && Engine.IsEmptying)
        {
            _reason = EmbeddedEngine.ShuttingDown;
            BeginDeactivation_NeedsGate();
        }
    }
}
