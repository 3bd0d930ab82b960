using System.Collections.Immutable;
using Contacts.Stored;

namespace Contacts;

/// <summary>What has become of the rows of one chunk.</summary>
internal sealed class ImportChunk
{
    private readonly List<ImportError> errors = [];

    public int Rows { get; private set; }
    public int Created { get; private set; }
    public int Updated { get; private set; }

    /// <summary>Why nothing can be read after it.</summary>
    public string? Failure { get; private set; }

    public ImmutableArray<ImportError> Errors => [.. errors.OrderBy(error => error.Row)];

    public void Refuse(FileRow row)
    {
        Rows++;
        errors.Add(new(row.Number, row.Reason!));
        if (row.EndsFile) Failure = row.Reason;
    }

    public void Add(IEnumerable<RowFate> fates)
    {
        foreach (var fate in fates)
        {
            Rows++;
            if (fate.Result == RowResult.Created) Created++;
            else if (fate.Result == RowResult.Updated) Updated++;
            else errors.Add(new(fate.Row, fate.Reason!));
        }
    }

    public ImportCounts After(ImportCounts before) => new(
        before.Rows + Rows, before.Created + Created, before.Updated + Updated, before.Skipped + errors.Count);
}
