using System.Collections.Concurrent;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Tests.Engine;

/// <summary>Checks versions as a real storage does, and fails once when a test asks it to.</summary>
internal sealed class MemoryStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (string State, int Version)> _rows = new();
    private Exception? _next;

    public int Reads { get; private set; }

    public void FailOnce(Exception failure) => _next = failure;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Reads++;
        ThrowIfAsked();
        if (_rows.TryGetValue($"{grainId}#{stateName}", out var row))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (JsonSerializer.Deserialize<T>(row.State), $"{row.Version}", true);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ThrowIfAsked();
        var next = int.Parse(grainState.ETag ?? "0") + 1;
        _rows[$"{grainId}#{stateName}"] = (JsonSerializer.Serialize(grainState.State), next);
        (grainState.ETag, grainState.RecordExists) = ($"{next}", true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ThrowIfAsked();
        _rows.TryRemove($"{grainId}#{stateName}", out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }

    private void ThrowIfAsked()
    {
        if (Interlocked.Exchange(ref _next, null) is { } failure)
        {
            throw failure;
        }
    }
}
