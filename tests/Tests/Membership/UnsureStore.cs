using System.Collections.Immutable;
using Contacts.Stored;

namespace Tests.Membership;

/// <summary>A store that takes no new import.</summary>
internal sealed class UnsureStore(IImportStore store, Exception failure) : OtherImportStore(store)
{
    public override Task Add(StoredImport import, CancellationToken cancel) => Task.FromException(failure);
}

/// <summary>A store that is the other one but for what is overridden.</summary>
internal abstract class OtherImportStore(IImportStore store) : IImportStore
{
    public virtual Task Add(StoredImport import, CancellationToken cancel) => store.Add(import, cancel);

    public Task<StoredImport?> Read(string tenant, string id, CancellationToken cancel) => store.Read(tenant, id, cancel);

    public Task<ImmutableArray<StoredImport>> List(
        string tenant, string book, ImmutableArray<string> owners, string? after, int limit, CancellationToken cancel) =>
        store.List(tenant, book, owners, after, limit, cancel);

    public Task<ImmutableArray<StoredImport>> Unfinished(CancellationToken cancel) => store.Unfinished(cancel);

    public Task<string?> LastShown(string tenant, string book, string owner, CancellationToken cancel) => store.LastShown(tenant, book, owner, cancel);

    public virtual Task<bool> Save(StoredImport import, ImmutableArray<ImportError> errors, CancellationToken cancel) => store.Save(import, errors, cancel);

    public Task<StoredImport?> Undo(string tenant, string id, CancellationToken cancel) => store.Undo(tenant, id, cancel);

    public virtual Task<string?> Mapping(string tenant, string book, string owner, string header, CancellationToken cancel) =>
        store.Mapping(tenant, book, owner, header, cancel);

    public Task<string?> Pulled(string tenant, string connection, string book, long version, CancellationToken cancel) =>
        store.Pulled(tenant, connection, book, version, cancel);

    public Task ForgetPull(string tenant, string connection, string book, CancellationToken cancel) => store.ForgetPull(tenant, connection, book, cancel);

    public virtual Task SavePulled(StoredImport import, ImmutableArray<ImportError> errors, string? cursor, long version, CancellationToken cancel) =>
        store.SavePulled(import, errors, cursor, version, cancel);

    public Task Cancel(string tenant, string id, CancellationToken cancel) => store.Cancel(tenant, id, cancel);

    public Task<ImmutableArray<ImportError>> Errors(string tenant, string id, int after, int limit, CancellationToken cancel) =>
        store.Errors(tenant, id, after, limit, cancel);
}
