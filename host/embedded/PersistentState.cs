using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Audiences.Embedded;

internal abstract class PersistentState
{
    public abstract Task ReadStateAsync();
}

/// <summary>
/// A state of one activation. After a write that failed nobody knows what is stored, so the activation goes
/// and the next call reads again.
/// </summary>
internal sealed class PersistentState<T>(Activation activation, string name, IGrainStorage storage) : PersistentState, IPersistentState<T>
{
    private readonly GrainState<T> _held = new(Blank());

    public T State
    {
        get => _held.State!;
        set => _held.State = value;
    }

    public string? Etag => _held.ETag;

    public bool RecordExists => _held.RecordExists;

    public override async Task ReadStateAsync()
    {
        try
        {
            await ExchangeAsync(storage.ReadStateAsync, takeState: true);
        }
        catch (Exception failure) when (failure is not OrleansException)
        {
            throw Wrapped(failure, "read");
        }
    }

    public Task WriteStateAsync() => ChangeAsync(storage.WriteStateAsync, takeState: false, "write");

    public Task ClearStateAsync() => ChangeAsync(storage.ClearStateAsync, takeState: true, "clear");

    private async Task ChangeAsync(Func<string, GrainId, IGrainState<T>, Task> change, bool takeState, string verb)
    {
        try
        {
            await ExchangeAsync(change, takeState);
        }
        catch (Exception failure)
        {
            activation.Deactivate(new(DeactivationReasonCode.ApplicationError, failure, $"The state '{name}' failed to {verb}."));
            if (failure is OrleansException)
            {
                throw;
            }

            throw Wrapped(failure, verb);
        }
    }

    // With the strict codec storage and grain never hold the same object, as they would not across a wire.
    private async Task ExchangeAsync(Func<string, GrainId, IGrainState<T>, Task> operation, bool takeState)
    {
        if (activation.Engine.Codec is not { } codec)
        {
            await operation(name, activation.GrainId, _held);
            return;
        }

        var sent = new GrainState<T>(codec.CopyState(name, _held.State), _held.ETag) { RecordExists = _held.RecordExists };
        await operation(name, activation.GrainId, sent);
        (_held.ETag, _held.RecordExists) = (sent.ETag, sent.RecordExists);
        if (takeState)
        {
            _held.State = codec.CopyState(name, sent.State);
        }
    }

    // As Orleans: storage errors of other kinds reach the grain wrapped.
    private OrleansException Wrapped(Exception failure, string verb) =>
        new($"The state '{name}' of {activation.GrainId} failed to {verb}: {failure.Message}", failure);

    private static T Blank() => typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null
        ? Activator.CreateInstance<T>()
        : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}
