using Audiences.Stored;
using Contracts;
using Orleans;
using Orleans.Runtime;

namespace Audiences.Lifecycle;

/// <summary>The shell around <see cref="AudienceLife"/>: asks it, writes what comes out. Key: <c>{tenant}/audience/{id}</c>.</summary>
internal sealed class AudienceGrain([PersistentState("audience", "audiences")] IPersistentState<AudienceState> stored)
    : Grain, IAudienceGrain
{
    public Task<AudienceState?> Read() => Task.FromResult(Live());

    public Task<AudienceState> Create(AudienceDraft draft) =>
        // A repeated call after a lost answer finds its own work; no id is given twice.
        stored.RecordExists ? Task.FromResult(stored.State) : Write(Made(GrainKeys.Split(this.GetPrimaryKeyString()).Id, draft));

    public Task<AudienceState?> Redefine(AudienceDraft draft, long? revision) =>
        Change(revision, state => AudienceLife.Redefine(state, draft));

    public Task<AudienceState?> SetStatus(string status, Instant at) =>
        Change(null, state => AudienceLife.SetStatus(state, status, at));

    public Task<AudienceState?> Rebuild(InlinedRule rule, Instant at) =>
        Change(null, state => AudienceLife.Rebuild(state, rule, at));

    public Task<AudienceState?> SetBarred(bool barred, InlinedRule rule, Instant at) =>
        Change(null, state => AudienceLife.SetBarred(state, barred, rule, at));

    public Task<AudienceState?> Complete(int build) =>
        Change(null, state => AudienceLife.Complete(state, build));

    public Task<AudienceState?> Release(bool isReferredTo, Instant at) =>
        Change(null, state => AudienceLife.Release(state, isReferredTo, at));

    public Task<AudienceState?> Delete(long? revision) => Change(revision, AudienceLife.Delete);

    private static AudienceState Made(string id, AudienceDraft draft) =>
        SystemAudience.Makes(draft.Kind) ? AudienceLife.CreateActive(id, draft) : AudienceLife.Create(id, draft);

    private AudienceState? Live() => stored.RecordExists && !stored.State.Deleted ? stored.State : null;

    private async Task<AudienceState?> Change(long? revision, Func<AudienceState, AudienceState> change)
    {
        if (Live() is not { } state)
            return null;
        if (revision is { } asked && asked != state.Revision)
            throw new RevisionMismatchException();
        var changed = change(state);
        return ReferenceEquals(changed, state) ? state : await Write(changed);
    }

    private async Task<AudienceState> Write(AudienceState state)
    {
        var before = stored.State;
        stored.State = state;
        try
        {
            await stored.WriteStateAsync();
        }
        catch (Exception failure)
        {
            // The embedded engine discards this activation; Orleans may keep it, and must not keep what was not written.
            stored.State = before;
            DeactivateOnIdle();
            // Engines wrap what storage throws.
            if (failure.InnerException is AudienceNameTakenException taken)
                throw taken;
            throw;
        }
        return state;
    }
}

/// <summary>The audience has changed since the caller read it. Nothing was written.</summary>
[GenerateSerializer, Alias("revision-mismatch")]
internal sealed class RevisionMismatchException() : Exception("The audience has changed meanwhile.");
