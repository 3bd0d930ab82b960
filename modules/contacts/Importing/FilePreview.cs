using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>What an import of a file would make of its first rows.</summary>
internal sealed class FilePreview(IImportFiles files, IImportStore store, IMediator mediator)
{
    private const int MostRows = 1_000;
    private const int MostErrors = 10;
    private const int MostSamples = 3;
    private const int LongestSample = 100;

    // Reading takes a processor: more of them at once would leave none to the people who write.
    private const int MostAtOnce = 4;

    private readonly SemaphoreSlim places = new(MostAtOnce);

    /// <exception cref="Refusal">429: as many files are read as may.</exception>
    public void RefuseIfFull()
    {
        if (places.CurrentCount == 0) throw Full();
    }

    /// <param name="id">Of a file that lies there.</param>
    /// <param name="mapping">Null: the saved one.</param>
    /// <exception cref="Refusal">429: as many files are read as may.</exception>
    public async Task<ImportPreview> Of(string id, Principal who, string book, string? mapping, CancellationToken cancel)
    {
        if (!places.Wait(0, CancellationToken.None)) throw Full();
        try
        {
            return await Look(id, who, book, mapping, cancel);
        }
        finally
        {
            places.Release();
        }
    }

    private static Refusal Full() =>
        new(429, "too-many-previews", $"{MostAtOnce} files are being looked at already. Send the file again in a moment.") { RetryAfter = 5 };

    private async Task<ImportPreview> Look(string id, Principal who, string book, string? mapping, CancellationToken cancel)
    {
        var choice = FieldChoice.Read(mapping);
        var isSaved = false;
        if (string.IsNullOrWhiteSpace(mapping) && await Saved(id, who, book, cancel) is { } saved) (choice, isSaved) = (saved, true);
        var (shown, rows) = Read(id, choice, form => (Show(form, cancel), Wanted(form.Rows(0), cancel).Take(MostRows + 1).ToArray()));
        var errors = await Errors(rows.Take(MostRows), who.Tenant, book, cancel);
        return shown with { Rows = Math.Min(rows.Length, MostRows), More = rows.Length > MostRows, Errors = errors, Mapping = choice.Fields, Saved = isSaved };
    }

    private async Task<FieldChoice?> Saved(string id, Principal who, string book, CancellationToken cancel)
    {
        var header = Read(id, FieldChoice.None, form => form.Columns?.Signature);
        return header is not null && await store.Mapping(who.Tenant, book, ImportViews.OwnerOf(who), header, cancel) is { } saved ? FieldChoice.Read(saved) : null;
    }

    /// <summary>As the import would, and else with any row of names: which of its columns says who somebody is, is about to be chosen.</summary>
    private T Read<T>(string id, FieldChoice choice, Func<IFileForm, T> read)
    {
        try
        {
            return ContactFile.Read(files, id, choice, read);
        }
        catch (Refusal refusal) when (refusal.Type == "no-header")
        {
            return ContactFile.Read(files, id, choice.ForAnyHeader(), read);
        }
    }

    // Whoever asked may be gone.
    private static IEnumerable<T> Wanted<T>(IEnumerable<T> rows, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            cancel.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    private static ImportPreview Show(IFileForm form, CancellationToken cancel)
    {
        var sample = Wanted(form.Sample, cancel).Take(MostRows).ToArray();
        ImmutableArray<ColumnPreview> columns = [.. (form.Columns?.Columns ?? []).Select((column, at) => new ColumnPreview(column.Name, column.Meaning.To, Samples(sample, at)))];
        return new(form.Name, form.Columns?.NamesPeople ?? true, columns, 0, false, [], ImmutableDictionary<string, string?>.Empty, false);
    }

    private static ImmutableArray<string> Samples(CsvRow[] rows, int at) =>
    [
        .. rows.Where(row => at < row.Cells.Count).Select(row => row.Cells[at].Trim()).Where(cell => cell.Length > 0)
            .Select(cell => cell.Length <= LongestSample ? cell : cell[..LongestSample]).Distinct(StringComparer.Ordinal).Take(MostSamples),
    ];

    private async Task<ImmutableArray<ImportErrorView>> Errors(IEnumerable<FileRow> rows, string tenant, string book, CancellationToken cancel)
    {
        var errors = ImmutableArray.CreateBuilder<ImportErrorView>();
        var rules = new BodyRules(mediator, tenant);
        foreach (var row in rows.TakeWhile(_ => errors.Count < MostErrors))
            if ((row.Reason ?? FileRow.Unfit(await rules.Fit(book, row.Body, cancel))) is { } reason) errors.Add(new(row.Number, reason));
        return errors.ToImmutable();
    }
}
