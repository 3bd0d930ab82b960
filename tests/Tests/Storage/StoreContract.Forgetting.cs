using System.Security.Cryptography;
using Audiences.Stored;
using Contracts;
using Host.Storage.Backups;
using Host.Storage.Partitions;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    static readonly string[] Three = ["a1", "a2", "a3"];

    static readonly Instant FirstDay = Instant.From(new DateTimeOffset(2024, 11, 20, 0, 0, 0, TimeSpan.Zero));

    ILogStore Log => store.Log;

    [ContractTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_forgotten_is_told_apart_and_all_else_is_answered_as_before(int seed)
    {
        var random = new Random(seed);
        var last = await RandomLog(random, Enumerable.Range(0, 300).Select(n => FirstDay + TimeSpan.FromDays(2 * n)));
        var before = await Answers();
        // In two steps, so that the second begins with what the first kept; the third finds nothing to do.
        foreach (var month in (int[])[7, 14, 14])
        {
            var old = Instant.From(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month - 1));
            if (await Log.LastBefore(Some.Tenant, 0, old, default) is not { } through) continue;
            await Save(last, [1, 2, 3]);
            Assert.True(await Log.Forget(Some.Tenant, 0, through, default));
        }
        var begins = (await Announced("a1", new(long.MaxValue / 2))).Begins;
        Assert.InRange(begins.Position, last / 2, last * 3 / 4);
        await MustBe(before, begins);
        await store.Restart();
        await MustBe(before, begins);
        await Log.Clear(default);
        await MustBe(before, begins);
        Assert.Equal(0, await RowsBefore(begins));
        await Log.Clear(default);

        await GoOnFromBackup();
        await MustBe(before, begins);
        await RandomLog(random, [begins.At, FirstDay, FirstDay + TimeSpan.FromDays(2_000)], from: 8);
    }

    [ContractFact]
    public async Task Nothing_is_forgotten_before_a_sound_snapshot_reaches_so_far()
    {
        var last = await RandomLog(new(7), Enumerable.Range(0, 20).Select(n => FirstDay + TimeSpan.FromDays(2 * n)));
        var before = await Answers();
        Assert.False(await Log.Forget(Some.Tenant, 0, 12, default));
        await Save(11, [1]);
        Assert.False(await Log.Forget(Some.Tenant, 0, 12, default));
        await Partitions.SaveSnapshot(Some.Tenant, 0, epoch, new(last, [1], new byte[32]), default);
        Assert.False(await Log.Forget(Some.Tenant, 0, 12, default));
        await MustBe(before, default);
        await Save(last, [1]);
        Assert.True(await Log.Forget(Some.Tenant, 0, 12, default));
        Assert.True(await Log.Forget(Some.Tenant, 0, 4, default));
        Assert.Equal(12, (await Announced("a1", FirstDay)).Begins.Position);
        // Another partition's log is whole.
        Assert.Equal(default, (await Partitions.Announced(Some.Tenant, 1, "a1", FirstDay, 99, default)).Begins);
    }

    [ContractFact]
    public async Task When_the_newest_snapshot_is_damaged_the_one_by_which_was_forgotten_is_there()
    {
        var last = await RandomLog(new(8), Enumerable.Range(0, 20).Select(n => FirstDay + TimeSpan.FromDays(2 * n)));
        await Save(last, [1]);
        await Log.Forget(Some.Tenant, 0, 12, default);
        await Save(last, [2]);
        await store.Database.Write(session => session.Execute("UPDATE snapshots SET data = $1", new byte[] { 3 }), default);
        Assert.Equal([1], (await Partitions.Snapshot(Some.Tenant, 0, default))!.Data);
        Assert.Contains(store.Complaints, complaint => complaint.Contains("is damaged", StringComparison.Ordinal));
        await store.Database.Write(session => session.Execute("UPDATE base_snapshots SET data = $1", new byte[] { 3 }), default);
        Assert.Null(await Partitions.Snapshot(Some.Tenant, 0, default));
        Assert.Contains("begins at 12", (await Assert.ThrowsAsync<InvalidOperationException>(() => Memberships())).Message, StringComparison.Ordinal);
    }

    /// <summary>How many are still there that are forgotten and of an earlier month than the latest that is.</summary>
    Task<long> RowsBefore(LogBeginning begins) => store.Database.Read(
        session =>
        {
            var month = LogTables.StartOf(LogTables.MonthOf(begins.At));
            using var rows = session.Query(
                """
                SELECT (SELECT count(*) FROM membership_log WHERE (place & 1099511627775) <= $1 AND at < $2)
                    + (SELECT count(*) FROM marks WHERE (place & 1099511627775) <= $1 AND at < $2)
                """,
                begins.Position, month);
            return rows.Next() ? rows.Long(0) : -1;
        },
        default);

    /// <summary>On another database, into which a backup of this one was restored.</summary>
    async Task GoOnFromBackup()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("audiences-contract-").FullName, "backup");
        await store.Database.Read(session => new BackupWriter(path, (_, _) => { }).Write(session, store.Database.Schema, DateTimeOffset.UnixEpoch), default);
        await store.DisposeAsync();
        store = Make();
        await store.Open();
        await store.Database.Write(session => new BackupReader(path, (_, _) => { }).Restore(session, store.Database.Schema), default);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    /// <summary>Entries and marks of three audiences, some of them dated a little before the one that was written first.</summary>
    async Task<long> RandomLog(Random random, IEnumerable<Instant> instants, int from = 0)
    {
        for (var slot = from; slot < 8; slot++) await Created(slot);
        var last = 8L;
        foreach (var chunk in instants.Chunk(25))
        {
            AppendRow[] rows = [.. chunk.Select(at => RandomRow(random, at))];
            last = (await Appended(null, rows)).First + rows.Length - 1;
        }
        return last;
    }

    static AppendRow RandomRow(Random random, Instant at)
    {
        var (audience, slots) = (Three[random.Next(3)], Enumerable.Range(0, 8).Where(_ => random.Next(2) == 0).Select(slot => (ushort)slot).ToArray());
        return random.Next(6) switch
        {
            < 4 => Some.Row(Guid.Empty, null, 0, [.. slots.Select(slot => Some.Entry(
                Guid.Empty, random.Next(2) == 0, at.Ms - random.Next(0, 86_400_000 * 4), slot, audience, announced: random.Next(5) > 0))]),
            4 => Some.Mark(Some.Served(slots[..(slots.Length / 2)], slots[(slots.Length / 2)..], random.Next(4) > 0, audience) with { At = at, Version = random.Next(9) }),
            _ => Some.Mark(Some.Served(slots, [], random.Next(4) > 0, audience) with { At = at, Kind = (MarkKind)random.Next(0, 5) }),
        };
    }

    Task Save(long position, byte[] data) => Partitions.SaveSnapshot(Some.Tenant, 0, epoch, new(position, data, SHA256.HashData(data)), default);

    Task<AnnouncedSet> Announced(string audience, Instant at) => Partitions.Announced(Some.Tenant, 0, audience, at, long.MaxValue >> 24, default);

    /// <summary>Of each audience at many instants, and what is read after many positions.</summary>
    async Task<LogAnswers> Answers()
    {
        var (sets, feeds) = (new Dictionary<(string, Instant), string>(), new Dictionary<(string, long), string>());
        Instant[] points = [.. Enumerable.Range(0, 45).Select(n => FirstDay + TimeSpan.FromDays(15 * n))];
        foreach (var audience in Three)
        {
            foreach (var at in points) sets[(audience, at)] = Shown(await Announced(audience, at));
            for (var position = 0; position < 320; position += 20) feeds[(audience, position)] = string.Join('\n', await Feed(position, int.MaxValue, 1_000, audience: audience));
        }
        return new(sets, feeds, [.. (await Memberships()).Select(ShownRecord)]);
    }

    async Task MustBe(LogAnswers before, LogBeginning begins)
    {
        foreach (var ((audience, at), shown) in before.Sets.Where(each => each.Key.At >= begins.At))
            Assert.True(shown == Shown(await Announced(audience, at)), $"{audience} at {at}:\n{shown}\nwas before, now\n{Shown(await Announced(audience, at))}");
        Assert.Equal(begins, (await Partitions.Growth(Some.Tenant, 0, "a1", [begins.At], long.MaxValue >> 24, default)).Begins);
        foreach (var ((audience, position), shown) in before.Feeds.Where(each => each.Key.Position >= begins.Position))
            Assert.Equal(shown, string.Join('\n', await Feed(position, int.MaxValue, 1_000, audience: audience)));
        Assert.Equal(begins.Position, (await Partitions.Feed(Some.Tenant, 0, "a1", 0, 0, long.MaxValue, 1, true, default)).Begins);
        Assert.Equal(0, (await Partitions.Feed(Some.Tenant, 0, "made later", 0, 0, long.MaxValue, 1, true, default)).Begins);
        Assert.Equal(await Feed(begins.Position, int.MaxValue), await Feed(0));
        Assert.Equal(before.Records.Where(record => record.Position > begins.Position), (await Memberships(begins.Position)).Select(ShownRecord));
        if (begins.Position > 0) await Assert.ThrowsAsync<InvalidOperationException>(() => Memberships(begins.Position - 1));
    }

    static string Shown(AnnouncedSet set) =>
        $"v{set.Version} {set.Announcing} {string.Join(' ', set.Members.OrderBy(member => member.Contact).Select(member => $"{member.Contact} {member.Since}"))}";

    static (long Position, string) ShownRecord(MembershipRecord record) => (record.Position, $"{record.Entry} {record.Mark?.Kind} {record.Mark?.Audience} {record.Mark?.At}");

    sealed record LogAnswers(
        Dictionary<(string Audience, Instant At), string> Sets, Dictionary<(string Audience, long Position), string> Feeds,
        List<(long Position, string)> Records);
}
