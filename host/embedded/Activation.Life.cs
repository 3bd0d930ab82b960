using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Audiences.Embedded;

/// <summary>The life of an activation: new, activating, active, draining, deactivating, gone.</summary>
internal sealed partial class Activation
{
    private AsyncServiceScope _scope;
    private Grain? _grain;
    private DeactivationReason? _reason;

    public object? GrainInstance => _grain;

    public IServiceProvider ActivationServices => _scope.ServiceProvider;

    /// <summary>It goes when the calls that run have ended; those that wait, and those to come, go to a fresh one.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        StopTimers();
        lock (Gate)
        {
            _reason ??= deactivationReason;
            if (_phase == Phase.Active)
            {
                _phase = Phase.Draining;
                Advance_NeedsGate();
            }
        }
    }

    public bool TryDeactivateIdle(DeactivationReason reason)
    {
        lock (Gate)
        {
            if (_phase != Phase.Active || _running > 0 || _waiting.Count > 0)
            {
                return false;
            }

            _reason = reason;
            BeginDeactivation_NeedsGate();
            return true;
        }
    }

    /// <summary>Nobody will wait for it any longer: what still waits in it, and what runs, is answered now.</summary>
    public void Abandon(Exception reason)
    {
        List<Turn> left;
        lock (Gate)
        {
            left = TakeWaiting_NeedsGate();
            if (_blocking is not null)
            {
                left.Add(_blocking);
            }
        }

        left.ForEach(turn => turn.Reject(reason));
    }

    private void BeginIfNew_NeedsGate(Turn first)
    {
        if (_phase == Phase.New)
        {
            _phase = Phase.Activating;
            Engine.Count(grainClass, +1);
            RunStep_NeedsGate(new LifeTurn(Engine, first.Caller, ActivateAsync, "activation"));
        }
    }

    private void BeginDeactivation_NeedsGate()
    {
        _phase = Phase.Deactivating;
        Engine.Count(grainClass, -1);
        RunStep_NeedsGate(new LifeTurn(Engine, null, DeactivateAsync, "deactivation"));
    }

    private void RunStep_NeedsGate(LifeTurn step)
    {
        step.Activation = this;
        _blocking = step;
        Schedule_NeedsGate(step);
    }

    private async Task ActivateAsync()
    {
        try
        {
            _scope = Engine.Services.CreateAsyncScope();
            (_grain, var states) = grainClass.Construct(this);
            await Deadline.Within(Engine.Options.ActivationTimeout, token => WakeAsync(states, token));
        }
        catch (Exception failure)
        {
            Engine.Log.ActivationFailed(failure, GrainId);
            await FailAsync(failure);
            return;
        }

        lock (Gate)
        {
            Open_NeedsGate();
        }
    }

    private async Task WakeAsync(PersistentState[] states, CancellationToken token)
    {
        foreach (var state in states)
        {
            await state.ReadStateAsync();
        }

        await _grain!.OnActivateAsync(token);
    }

    private void Open_NeedsGate()
    {
        LeaveStep_NeedsGate();
        _phase = _reason is null ? Phase.Active : Phase.Draining;
        // Calls that interleave have waited only for the activation, not for those before them.
        for (var left = _waiting.Count; left > 0; left--)
        {
            var turn = _waiting.Dequeue()!;
            if (MayStart_NeedsGate(turn, isFirst: false))
            {
                Start_NeedsGate(turn);
            }
            else
            {
                _waiting.Enqueue(turn);
            }
        }

        Advance_NeedsGate();
    }

    private async Task FailAsync(Exception failure)
    {
        await DisposeAsync();
        List<Turn> left;
        lock (Gate)
        {
            LeaveStep_NeedsGate();
            left = TakeWaiting_NeedsGate();
            _phase = Phase.Gone;
            grainClass.Activations.TryRemove(new(key, this));
        }

        Engine.Count(grainClass, -1);
        left.ForEach(turn => turn.Reject(failure));
        Engine.OnGone();
    }

    private async Task DeactivateAsync()
    {
        try
        {
            await Deadline.Within(Engine.Options.DeactivationTimeout, token => _grain!.OnDeactivateAsync(_reason!.Value, token));
        }
        catch (Exception failure)
        {
            Engine.Log.DeactivationFailed(failure, GrainId);
        }

        await DisposeAsync();
        Retire();
        Engine.OnGone();
    }

    // The successor has those that waited before anybody else can enter it, so order of arrival is kept.
    private void Retire()
    {
        lock (Gate)
        {
            LeaveStep_NeedsGate();
            _phase = Phase.Gone;
            var left = TakeWaiting_NeedsGate();
            if (left.Count == 0)
            {
                grainClass.Activations.TryRemove(new(key, this));
                return;
            }

            new Activation(grainClass, key).TakeOver(left);
        }
    }

    private void TakeOver(List<Turn> left)
    {
        lock (Gate)
        {
            grainClass.Activations[key] = this;
            left.ForEach(turn => Receive(turn));
        }
    }

    private void LeaveStep_NeedsGate()
    {
        _blocking?.LeaveChain();
        _blocking = null;
    }

    private List<Turn> TakeWaiting_NeedsGate()
    {
        var left = new List<Turn>();
        while (_waiting.Dequeue() is { } turn)
        {
            if (!turn.DiesWithActivation)
            {
                left.Add(turn);
            }
        }

        return left;
    }

    private async Task DisposeAsync()
    {
        try
        {
            StopTimers();
            if (_grain is IAsyncDisposable later)
            {
                await later.DisposeAsync();
            }
            else
            {
                (_grain as IDisposable)?.Dispose();
            }

            await _scope.DisposeAsync();
        }
        catch (Exception failure)
        {
            Engine.Log.DeactivationFailed(failure, GrainId);
        }
    }
}
