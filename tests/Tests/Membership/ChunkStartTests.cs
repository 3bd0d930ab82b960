using System.Text;
using Audiences.Packing;
using Audiences.Partitions;
using Audiences.Stored;
using Contracts;
using Host.Storage;
using Tests.Rules;

namespace Tests.Membership;

/// <summary>Whatever has happened since chunks were saved, a start from them finds what a start from rows and messages finds.</summary>
public sealed class ChunkStartTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_start_from_chunks_is_one_from_rows(int seed)
    {
        await using var world = await World.Open();
        var life = new Life(world, new Random(seed));
        for (var round = 0; round < 3; round++)
        {
            await life.Live(25);
            // The first deeds of a round are in chunks, what follows is read behind them.
            await world.Restart(gracefully: round != 1);
            await world.Door.Send(new KeepPartitions());
        }
        // Nobody is erased any more, which would take the chunk away.
        await life.Live(25, forgets: false);

        Assert.True(life.Deeds > 60, $"Only {life.Deeds} deeds.");
        var all = await AssertAsFromRows(world);
        Assert.Contains("Merged", all, StringComparison.Ordinal);
        Assert.Matches(" [1-9][0-9]* shared", all);
    }

    [Fact]
    public async Task Chunks_of_different_positions_each_go_on_from_their_own()
    {
        // Over four partitions: the last are in the second chunk of theirs.
        const int People = 4_300, Late = People - 1;
        await using var world = await World.Open();
        foreach (var some in Enumerable.Range(0, People).Chunk(100))
            await Send(world, some.Select(person => $$"""{ "type": "identify", "messageId": "i{{person}}", "userId": "p{{person}}", "traits": { "n": {{person}} } }"""));
        await world.Restart(gracefully: true);
        var saved = await Positions(world);

        // So many are saved by themselves, and nobody else is.
        for (var number = 0; number < 140; number++)
            await Send(world, [Buy(Late, $"a{number}")]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var now = saved; now.Count(chunk => !saved.Contains(chunk)) != 1; now = await Positions(world))
        {
            await world.Door.Send(new KeepPartitions(), limit.Token);
            limit.Token.ThrowIfCancellationRequested();
        }
        await Send(world, [Buy(Late, "b"), Buy(0, "c"), Buy(1, "d"), Buy(Late, "e")]);
        await AssertAsFromRows(world);
    }

    [Fact]
    public async Task Who_lies_in_a_damaged_chunk_is_read_from_rows()
    {
        await using var world = await World.Open();
        await new Life(world, new Random(7)).Live(40);
        await world.Restart(gracefully: true);
        var whole = await Load(world);
        await world.Service<Database>().Write(session => session.Execute("UPDATE chunk_data SET data = x'0102' WHERE log IN (SELECT min(log) FROM chunk_data)"), default);
        Assert.Equal(whole, await Load(world));
    }

    [Fact]
    public async Task Chunks_of_another_format_are_not_used()
    {
        var (names, memory) = (new NameTable(), new PartitionMemory("t", 0, new OpenedPartition(1, 0, 0)));
        Assert.False(ChunkCodec.TryReadNames(new byte[] { 99, 0 }, names));
        Assert.False(ChunkCodec.TryRead(new byte[] { 99, 0 }, memory, out _));
        Assert.Equal(0, memory.Rows.Count);
        await Task.CompletedTask;
    }

    /// <summary>What every partition holds, as text.</summary>
    private static async Task<string> Load(World world)
    {
        var (store, text) = (world.Service<IPartitionStore>(), new StringBuilder());
        foreach (var number in await store.Partitions(World.Admin.Tenant, default))
        {
            var audiences = await world.Service<IAudienceStore>().All(World.Admin.Tenant, default);
            var loader = new PartitionLoader(store, world.Service<CompiledRules>());
            Write(text, await loader.Load(World.Admin.Tenant, number, audiences, default));
            Assert.Equal(0, loader.Mended);
        }
        return text.ToString();
    }

    private static async Task<string> AssertAsFromRows(World world)
    {
        Assert.NotEmpty(await Positions(world));
        var fromChunks = await Load(world);
        await world.Service<Database>().Write(session => session.Execute("DELETE FROM chunk_data"), default);
        await world.Service<Database>().Write(session => session.Execute("DELETE FROM chunks"), default);
        var fromRows = await Load(world);
        Assert.Equal(fromRows, fromChunks);
        return fromRows;
    }

    /// <summary>Up to where each chunk of contacts is right.</summary>
    private static async Task<List<(int Partition, int Chunk, long Position)>> Positions(World world)
    {
        var (store, positions) = (world.Service<IPartitionStore>(), new List<(int, int, long)>());
        foreach (var number in await store.Partitions(World.Admin.Tenant, default))
            await foreach (var chunk in store.Chunks(World.Admin.Tenant, number, default))
                if (chunk.Number != ContactsChunk.Names)
                    positions.Add((number, chunk.Number, chunk.Position));
        return positions;
    }

    private static Task Send(World world, IEnumerable<string> messages) =>
        world.Door.Send(new IngestMessages(World.Admin, World.Json($$"""{ "batch": [ {{string.Join(',', messages)}} ] }"""), null));

    private static string Buy(int person, string id) =>
        $$"""{ "type": "track", "messageId": "{{id}}", "userId": "p{{person}}", "event": "buy", "properties": { "amount": 1 } }""";

    private static void Write(StringBuilder text, PartitionMemory memory)
    {
        text.AppendLine($"partition {memory.Number} at {memory.Position}, next slot {memory.NextSlot}, {memory.CountIn(Books.OfTeam("sales"))} shared");
        foreach (var row in memory.Rows.All)
        {
            text.AppendLine($"{row.Slot} {row.Contact} {row.Book} {row.Version} {row.State} {row.MergedInto} queued {row.Queued}");
            text.AppendLine($"  judged {(row.State == ContactState.Live ? row.JudgedAt : null)}; messages {string.Join(", ", row.Messages.Kept.OrderBy(message => message.Position))}");
            // Another table of names for each, so that the bytes say what they hold and not when which name came up.
            text.AppendLine(Convert.ToHexString(Packs.Bytes(row.Subject, new MessageLog(), new NameTable())));
            var tracks = new List<string>();
            foreach (var (shard, track) in row.Tracks)
                tracks.Add($"  {shard.Audience.Id} {shard.Build} {track}");
            text.AppendJoin(Environment.NewLine, tracks.Order(StringComparer.Ordinal)).AppendLine();
        }
        foreach (var (key, column) in memory.Columns.Keys.Of(Everyone(memory)).OrderBy(held => held.Key, StringComparer.Ordinal))
            text.AppendLine($"{key}: {string.Join(' ', memory.Rows.All.Select(row => column[row.Slot] == 0 ? 0 : 1))}");
        foreach (var postings in memory.Columns.EventsOf(Everyone(memory)).OrderBy(held => held.Name, StringComparer.Ordinal))
            text.AppendLine($"{postings.Kind} {postings.Name}: {postings.CountOf(Everyone(memory))}");
    }

    private static Audiences.Columns.SlotSet Everyone(PartitionMemory memory)
    {
        var all = new Audiences.Columns.SlotSet();
        foreach (var row in memory.Rows.All)
            all.Add(row.Slot);
        return all;
    }

    /// <summary>Some people to whom everything happens that changes what a partition holds of them.</summary>
    private sealed class Life(World world, Random random)
    {
        private readonly List<(string Who, string Message)> _messages = [];
        private bool _isWatched;
        private int _count;

        public int Deeds { get; private set; }

        public async Task Live(int deeds, bool forgets = true)
        {
            if (!_isWatched)
            {
                _isWatched = true;
                await world.Audience("premium", """{"match":"any","conditions":[{"field":"trait.plan","op":"equals","value":"premium"},{"field":"event.buy","op":"performed","atLeast":2,"within":"1h"}]}""");
            }
            for (var i = 0; i < deeds; i++)
            {
                try
                {
                    await Deed(forgets);
                    Deeds++;
                }
                catch (Exception refused) when (refused is not Xunit.Sdk.XunitException)
                {
                    // Who is erased or merged is not there any more: nothing happened.
                }
            }
        }

        private Task Deed(bool forgets) => random.Next(15) switch
        {
            0 => world.Upsert($$$"""{"externalId":"{{{Who()}}}","traits":{"plan":"{{{(random.Next(2) == 0 ? "premium" : "free")}}}","number":{{{random.Next(9)}}}}}"""),
            1 => world.Upsert($$$"""{"externalId":"{{{Who()}}}","tags":{"add":["t{{{random.Next(3)}}}"]}}"""),
            2 => world.Upsert($$$"""{"externalId":"{{{Who()}}}","custom":{"colour":"c{{{random.Next(3)}}}"}}"""),
            3 => world.Door.Send(new ArchiveContact(World.Admin, $"externalId:{Who()}", random.Next(2) == 0)),
            4 => world.Door.Send(new MergeContact(World.Admin, $"externalId:{Who()}", $"externalId:{Who()}")),
            5 when forgets && random.Next(3) == 0 => world.Door.Send(new EraseContact(World.Admin, $"externalId:{Who()}", false)),
            6 when forgets && _messages.Count > 0 => Forget(),
            7 => Wait(),
            8 => world.Door.Send(new KeepPartitions()),
            9 => world.Door.Send(new ShareContact(World.Admin with { Teams = ["sales"] }, $"externalId:{Who()}", "sales", random.Next(3) > 0)),
            _ => Happen(),
        };

        private string Who() => $"p{random.Next(9)}";

        private async Task Happen()
        {
            var (who, id) = (Who(), $"m{++_count}");
            var at = world.Clock.Now.ToDateTimeOffset().AddMinutes(-random.Next(200)).ToString("O");
            var (type, name) = (random.Next(5) == 0 ? "page" : "track", random.Next(3) == 0 ? "login" : "buy");
            await world.Ingest(
                $$"""
                { "type": "{{type}}", "messageId": "{{id}}", "userId": "{{who}}", "name": "home", "event": "{{name}}", "timestamp": "{{at}}",
                  "properties": { "amount": {{random.Next(99)}}, "of": { "a": [ "x" ] } } }
                """);
            _messages.Add((who, id));
        }

        private Task Forget()
        {
            var (who, message) = _messages[random.Next(_messages.Count)];
            return world.Door.Send(new ForgetContactEvent(World.Admin, $"externalId:{who}", message));
        }

        private Task Wait()
        {
            world.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 90)));
            return world.Door.Send(new AdvancePartitions(world.Clock.Now));
        }
    }
}
