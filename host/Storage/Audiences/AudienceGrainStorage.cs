using System.Globalization;
using Audiences.Stored;
using Contracts;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Host.Storage.Audiences;

/// <summary>
/// Keeps the audience grains' states. A state is written only over the version it was read from; the audience's name is unique in its
/// owner while it is not deleted, its key in the tenant for ever.
/// </summary>
internal sealed class AudienceGrainStorage(Database database) : IGrainStorage
{
    public const string Name = "audiences";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var held = Audience(grainState);
        var (tenant, id) = GrainKeys.Split(grainId.Key.ToString()!);
        var read = await database.Read(session => AudienceRows.Read(session, tenant, id), CancellationToken.None);
        held.RecordExists = read is not null;
        held.ETag = read is { } row ? Text(row.ETag) : null;
        held.State = read?.State ?? new AudienceState();
    }

    /// <exception cref="InconsistentStateException">Somebody else has written since it was read.</exception>
    /// <exception cref="AudienceNameTakenException">Nothing was written.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var held = Audience(grainState);
        var state = held.State!;
        var (tenant, id) = GrainKeys.Split(grainId.Key.ToString()!);
        var known = held.ETag is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        var (answer, stored) = await database.Write(session => Write(session, tenant, id, state, known), CancellationToken.None);
        switch (answer)
        {
            case Answer.NameTaken: throw new AudienceNameTakenException(state.Name);
            case Answer.KeyTaken: throw new InvalidOperationException($"The key {state.Key} was given to another audience before.");
            case Answer.Changed:
                throw new InconsistentStateException($"The state of {grainId} was changed by somebody else.", Text(stored), held.ETag, null);
        }
        (held.ETag, held.RecordExists) = (Text(stored), true);
    }

    /// <remarks>An audience is deleted by a state that says so, which keeps its key from being given again.</remarks>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("Audiences are not cleared; write a state that is deleted.");

    static (Answer, long ETag) Write(Session session, string tenant, string id, AudienceState state, long known)
    {
        var stored = AudienceRows.ETag(session, tenant, id);
        if (stored != known) return (Answer.Changed, stored);
        if (AudienceRows.IsNameTaken(session, tenant, id, state)) return (Answer.NameTaken, stored);
        if (AudienceRows.IsKeyTaken(session, tenant, id, state.Key)) return (Answer.KeyTaken, stored);
        AudienceRows.Write(session, tenant, id, state, stored + 1);
        return (Answer.Written, stored + 1);
    }

    static IGrainState<AudienceState> Audience<T>(IGrainState<T> state) => state as IGrainState<AudienceState>
        ?? throw new NotSupportedException($"The storage '{Name}' keeps {nameof(AudienceState)}, not {typeof(T).Name}.");

    static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    enum Answer { Written, Changed, NameTaken, KeyTaken }
}
