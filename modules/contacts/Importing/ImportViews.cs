using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>Imports as the API shows them, to whom they belong: all others are the same as ones that never were.</summary>
internal sealed class ImportViews(IImportStore store)
{
    private const int MostErrors = 10_000;

    public static string OwnerOf(Principal who) => who.User is { } user ? $"user:{user}" : $"organisation:{who.Organisation}";

    public static ImmutableArray<string> OwnersSeenBy(Principal who) => [.. new[] { $"organisation:{who.Organisation}", OwnerOf(who) }.Distinct()];

    public async Task<StoredImport> Find(Principal who, string id, CancellationToken cancel) => await TryFind(who, id, cancel)
        ?? throw new Refusal(404, "unknown-import", "There is no such import that you may see. GET /v1/contact-imports lists those that you may.");

    public async Task<StoredImport?> TryFind(Principal who, string id, CancellationToken cancel) =>
        await store.Read(who.Tenant, id, cancel) is { } import && OwnersSeenBy(who).Contains(import.Owner) ? import : null;

    public async Task<ImportView> Show(StoredImport import, CancellationToken cancel)
    {
        var errors = await store.Errors(import.Who.Tenant, import.Id, 0, MostErrors, cancel);
        return Show(import) with { Errors = [.. errors.Select(error => new ImportErrorView(error.Row, error.Reason))] };
    }

    /// <summary>It ends, for who waits for it, when Last People Import shows it.</summary>
    private static ImportStatus StatusOf(StoredImport import) => import switch
    {
        { Shown: true } => import.Status,
        { Status: ImportStatus.Done or ImportStatus.Failed or ImportStatus.Cancelled } => ImportStatus.Running,
        _ => import.Status,
    };

    public static ImportView Show(StoredImport import) => new(
        import.Id, import.Book, import.Owner, StatusOf(import).ToString().ToLowerInvariant(), import.Counts.Rows, import.Counts.Created,
        import.Counts.Updated, import.Counts.Skipped, null, import.Counts.Skipped, import.Failure, import.CreatedAt, StatusOf(import) == ImportStatus.Running ? null : import.EndedAt)
    {
        Audience = import.Audience,
        Connection = import.Pull?.Connection,
        Undo = import.Undo is { } undo ? new(undo.Erased, undo.Reverted, undo.Kept) : null,
    };
}
