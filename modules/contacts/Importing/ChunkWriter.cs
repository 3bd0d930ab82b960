using Contracts;

namespace Contacts;

/// <summary>Writes a chunk of rows: people side by side, the rows of one person in order. Written again, it changes nothing.</summary>
internal sealed class ChunkWriter(UpsertRun run, TimeProvider machine)
{
    private const int AtOnce = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <returns>One fate for each row, in order; each is durable.</returns>
    public async Task<IReadOnlyList<RowFate>> Write(ImportWrite write, IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        var fates = new RowFate[rows.Count];
        var bearings = rows.Select(row => UpsertRun.BearingOf(row.Body)).ToArray();
        var strands = Strands.Of([.. Enumerable.Range(0, rows.Count)], i => bearings[i].Identities());
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(strands, options, async (strand, token) =>
        {
            foreach (var i in strand) fates[i] = await Write(write, rows[i], bearings[i], token);
        });
        return fates;
    }

    private async Task<RowFate> Write(ImportWrite write, ImportRow row, Bearing bearing, CancellationToken cancel)
    {
        var edit = new ContactEdit(EditKind.Import, ProfileValues.Json(row.Body), write.Stamp, write.Who.User, write.Mark);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var (contact, _) = await run.Go(write.Who, write.Book, bearing, edit, row.Fresh, cancel);
                return new(row.Number, contact == row.Fresh ? RowResult.Created : RowResult.Updated);
            }
            catch (Refusal busy) when (busy.Status is 429 or 503)
            {
                await Task.Delay(pause, machine, cancel);
            }
            catch (PartitionNotReadyException)
            {
                await Task.Delay(pause, machine, cancel);
            }
            catch (Refusal refusal)
            {
                return new(row.Number, RowResult.Refused, refusal.Message);
            }
        }
    }
}
