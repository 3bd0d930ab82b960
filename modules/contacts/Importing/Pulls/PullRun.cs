using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>
/// Reads a source to its end into a file, which is then taken in like any other. A crash in between begins again where the last finished
/// pull ended: reading changes nothing at the other side, and what is not in the file has not been written anywhere.
/// </summary>
internal sealed class PullRun(IImportStore store, IImportFiles files, IContactSources sources, IMediator mediator)
{
    private const int PageSize = 500;

    /// <summary>The file is there as a whole, if nobody cancelled it.</summary>
    /// <returns>With what the import ends already; null when the file is to be taken in.</returns>
    public async Task<(ImportStatus Status, string? Failure)?> Read(StoredImport import, CancellationToken cancel)
    {
        if (EndOf(files, import.Id) is not null) return null;
        files.Remove(import.Id);
        try
        {
            if (await mediator.Send(new RenewPrincipal(import.Who), cancel) is not { } who) return (ImportStatus.Failed, "Who ordered it may not use the connection any more.");
            var origin = import.Pull!;
            var source = await mediator.Send(new RequireSource(who, origin.Connection), cancel);
            var cursor = await store.Pulled(who.Tenant, origin.Connection, import.Book, source.Version, cancel);
            await using var pages = new PulledPages(
                origin, at => sources.Read(who, origin.Connection, at, PageSize, cancel), () => store.Save(import, [], cancel), cursor, source.Version);
            await files.Save(import.Id, pages, cancel);
            return EndOf(files, import.Id) is null ? (ImportStatus.Cancelled, null) : null;
        }
        catch (SourceFailedException failed)
        {
            return (ImportStatus.Failed, failed.Message);
        }
        catch (Refusal refused) when (!Pauses.AreMeantBy(refused))
        {
            return (ImportStatus.Failed, refused.Message);
        }
    }

    /// <summary>How far the file goes that was read; null when it was cut off.</summary>
    public static PulledEnd? EndOf(IImportFiles files, string id)
    {
        using var file = files.Open(id);
        return file is null ? null : PulledForm.End(file);
    }
}
