using Contracts;

namespace Contacts;

/// <summary>
/// Writes a chunk of rows: people side by side, the rows of one person in order. Written again, it changes nothing. As many as can go
/// by the bulk lane together; what cannot, goes by itself.
/// </summary>
internal sealed class ChunkWriter(BulkLane lane, IdentityResolver resolver, UpsertRun run, TimeProvider machine)
{
    private const int AtOnce = 64;

    // Below, a transaction for all is no gain.
    private const int FewRows = 8;

    /// <returns>One fate for each row, in order; each is durable.</returns>
    public async Task<IReadOnlyList<RowFate>> Write(ImportWrite write, IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        var fates = new RowFate[rows.Count];
        var bearings = rows.Select(row => UpsertRun.BearingOf(row.Body)).ToArray();
        var known = await Learn(write, bearings, cancel);
        var strands = Strands.Of([.. Enumerable.Range(0, rows.Count)], i => NamesOf(bearings[i], known));
        // The first row of every person, then the second of those who have one…
        for (var turn = 0; strands.Count > 0; turn++)
        {
            int[] heads = [.. strands.Select(strand => strand[turn])];
            // A row may have given away an address that the next of the same people has.
            if (turn > 0) known = await Learn(write, heads.Select(i => bearings[i]), cancel);
            await WriteHeads(write, known, heads, rows, bearings, fates, cancel);
            strands = [.. strands.Where(strand => strand.Count > turn + 1)];
        }
        return fates;
    }

    private async Task<Known> Learn(ImportWrite write, IEnumerable<Bearing> bearings, CancellationToken cancel)
    {
        var known = resolver.Begin(write.Who.Tenant, write.Book);
        await known.Learn(bearings.SelectMany(bearing => bearing.Identities()), cancel);
        return known;
    }

    /// <summary>What two rows have in common when they may be about one person: an identity, or a contact that has one of theirs.</summary>
    private static IEnumerable<(Identity Identity, Guid Contact)> NamesOf(Bearing bearing, Known known)
    {
        foreach (var identity in bearing.Identities())
        {
            yield return (identity, default);
            foreach (var contact in known.Holders(identity)) yield return (default, contact);
        }
    }

    private async Task WriteHeads(
        ImportWrite write, Known known, int[] heads, IReadOnlyList<ImportRow> rows, Bearing[] bearings, RowFate[] fates, CancellationToken cancel)
    {
        var (alone, pauses) = (new List<int>(), new Pauses(machine));
        while (heads.Length >= FewRows)
        {
            var results = await lane.Write(write, known, [.. heads.Select(i => (rows[i], bearings[i]))], cancel);
            foreach (var (i, result) in heads.Zip(results))
            {
                if (result is LaneFate.Created or LaneFate.Updated)
                    fates[i] = new(rows[i].Number, result == LaneFate.Created ? RowResult.Created : RowResult.Updated);
                else if (result == LaneFate.ByItself) alone.Add(i);
            }
            heads = [.. heads.Where((_, at) => results[at] == LaneFate.Later)];
            if (heads.Length > 0) await pauses.Next(cancel);
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(alone.Concat(heads), options, async (i, token) => fates[i] = await WriteOne(write, rows[i], bearings[i], token));
    }

    private async Task<RowFate> WriteOne(ImportWrite write, ImportRow row, Bearing bearing, CancellationToken cancel)
    {
        try
        {
            var (contact, _) = await Pauses.Outlast(
                machine, () => run.Go(write.Who, write.Book, bearing, row.Edit(write), row.Fresh, cancel), cancel);
            return new(row.Number, contact == row.Fresh ? RowResult.Created : RowResult.Updated);
        }
        catch (Refusal refusal) when (!Pauses.AreMeantBy(refusal))
        {
            return new(row.Number, RowResult.Refused, refusal.Message);
        }
    }
}
