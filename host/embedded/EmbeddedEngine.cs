using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Audiences.Embedded;

/// <summary>The grains of one process: hands out references, brings each call to its activation, stops gracefully.</summary>
public sealed class EmbeddedEngine : IGrainFactory
{
    private readonly FrozenDictionary<Type, GrainProxy> _references;
    private readonly GrainClass[] _classes;
    private readonly AsyncLocal<Turn?> _currentTurn = new();
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LeastRecentlyUsed _leastRecentlyUsed;
    private volatile bool _emptying;

    internal EmbeddedEngine(IServiceProvider services, EmbeddedOptions options, GrainManifest manifest, ILogger log)
    {
        (Services, Options, Log) = (services, options, log);
        Codec = options.StrictCodec ? new StrictCodec() : null;
        var classes = manifest.ClassOf.Values.Distinct().ToDictionary(type => type, type => new GrainClass(this, type));
        _classes = [.. classes.Values];
        _references = manifest.ClassOf.ToFrozenDictionary(
            entry => entry.Key, entry => GrainProxy.Prototype(entry.Key, classes[entry.Value]));
        _leastRecentlyUsed = new(options.MaxActivations, _classes);
    }

    internal static DeactivationReason ShuttingDown { get; } = new(DeactivationReasonCode.ShuttingDown, "The engine is stopping.");

    internal IServiceProvider Services { get; }

    internal EmbeddedOptions Options { get; }

    internal ILogger Log { get; }

    internal StrictCodec? Codec { get; }

    internal Door Door { get; } = new();

    /// <summary>Whether an activation with nothing to do is to go.</summary>
    internal bool IsEmptying => _emptying;

    /// <summary>The turn whose code is running here, if a grain's code is; it follows the awaits.</summary>
    internal Turn? CurrentTurn
    {
        get => _currentTurn.Value;
        set => _currentTurn.Value = value;
    }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        if (grainClassNamePrefix is not null)
        {
            throw new NotSupportedException("An interface has one grain class here; there is nothing to choose by prefix.");
        }

        return _references.TryGetValue(typeof(TGrainInterface), out var prototype)
            ? (TGrainInterface)(object)prototype.WithKey(primaryKey)
            : throw new ArgumentException($"No grain class for {typeof(TGrainInterface)} is in the assemblies that were registered.");
    }

    /// <summary>
    /// Refuses calls from outside, lets those that are in come to their end, deactivates every grain; all within
    /// <see cref="EmbeddedOptions.StopTimeout"/>, after which calls that still wait are refused.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Options.StopTimeout);
        try
        {
            await Door.CloseAsync().WaitAsync(limit.Token);
            await EmptyAsync().WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            var left = _classes.SelectMany(grainClass => grainClass.Activations.Values).ToList();
            left.ForEach(activation => activation.Abandon(Stopping()));
            Log.StoppedEarly(left.Count);
        }
    }

    internal static Exception Stopping() => new SiloUnavailableException("The grain engine is stopping.");

    internal void Send(Call call, GrainClass grainClass, string key)
    {
        if (call.Prepare())
        {
            // One that is gone left the table before it could refuse, so this ends.
            while (!grainClass.Find(key).Receive(call)) { }
        }
    }

    internal void Count(GrainClass grainClass, int change)
    {
        if (!grainClass.KeepAlive)
        {
            _leastRecentlyUsed.Count(change);
        }
    }

    internal void OnGone()
    {
        if (_emptying && Array.TrueForAll(_classes, grainClass => grainClass.Activations.IsEmpty))
        {
            _emptied.TrySetResult();
        }
    }

    private Task EmptyAsync()
    {
        _emptying = true;
        foreach (var activation in _classes.SelectMany(grainClass => grainClass.Activations.Values))
        {
            activation.StopTimers();
            activation.TryDeactivateIdle(ShuttingDown);
        }

        OnGone();
        return _emptied.Task;
    }
}
