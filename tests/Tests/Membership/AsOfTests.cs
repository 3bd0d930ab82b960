using Audiences.Stored;
using Contacts;
using Contracts;

namespace Tests.Membership;

/// <summary>Members at a past instant are those that were announced then, whatever came later.</summary>
public sealed class AsOfTests
{
    private static readonly string[] Definitions =
    [
        """{"match":"all","conditions":[{"field":"event.buy","op":"performed","within":"1h"}]}""",
        """{"match":"any","conditions":[{"field":"trait.plan","op":"equals","value":"premium"},{"field":"event.buy","op":"performed","atLeast":2,"within":"4h"}]}""",
        """{"match":"all","conditions":[{"field":"event.buy","op":"notPerformed","within":"30m"}],"exclude":[{"field":"tag","op":"equals","value":"lost"}]}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_was_noted_at_an_instant_is_answered_for_it_ever_after(int seed)
    {
        await using var life = await Life.Begin(seed);
        for (var step = 0; step < 40; step++)
            await life.Step();
        await life.Compare();
        await life.Restart();
        await life.Compare();
        Assert.True(life.Sets > 8 && life.Forgotten > 8, $"Only {life.Sets} different sets were noted, and {life.Forgotten} forgotten.");
    }

    [Fact]
    public async Task Pages_stay_on_the_answer_that_the_first_began()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("vips", """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""");
        // Ids made in one millisecond have no order: whoever is last of all is erased.
        var last = Guid.Empty;
        for (var number = 0; number < 5; number++)
            last = Guid.Parse((await world.Upsert($$"""{"externalId":"p{{number}}","tags":["vip"]}""")).Id) is var id && id.CompareTo(last) > 0 ? id : last;
        var now = world.Clock.Now;
        var first = await Page(world, audience.Id, now, null, null, 3);
        // At the same instant, behind the first page's back.
        await world.Upsert("""{"externalId":"later","tags":["vip"]}""");
        await world.Door.Send(new EraseContact(World.Admin, $"{last}", false));

        var second = await Page(world, audience.Id, now, first.Items[^1].ContactId, first.Place, 3);

        Assert.Equal((true, false), (first.More, second.More));
        Assert.Equal(5, first.Items.Concat(second.Items).Select(item => item.ContactId).Distinct().Count());
        Assert.Equal(5, (await Page(world, audience.Id, now, null, null, 9)).Items.Count);
        Assert.DoesNotContain((await Page(world, audience.Id, now, null, null, 9)).Items, item => item.ContactId == last);
    }

    [Fact]
    public async Task Drafts_and_what_happened_in_a_pause_were_not_announced()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"ann","tags":["vip"]}""");
        var audience = await world.Audience("vips", """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""", active: false);
        var draft = Tick(world);
        await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "active"));
        var active = Tick(world);
        await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "paused"));
        await world.Upsert("""{"externalId":"bob","tags":["vip"]}""");
        var paused = Tick(world);
        await world.Edit(audience, """{"exclude":[{"field":"tag","op":"equals","value":"vip"}]}""");
        await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "active"));
        var resumed = Tick(world);

        var pages = new List<string>();
        foreach (var at in new[] { draft, active, paused, resumed })
            pages.Add(Show(await Page(world, audience.Id, at, null, null, 9)));
        Assert.Equal(["v1 0 silent", "v1 1 announced", "v1 1 silent", "v2 0 announced"], pages);
        var since = Assert.Single((await Page(world, audience.Id, paused, null, null, 9)).Items).Since;
        Assert.Equal(active, since);

        static string Show(MembersPage page) => $"v{page.Version} {page.Items.Count} {(page.Announced ? "announced" : "silent")}";
    }

    [Fact]
    public async Task What_is_to_come_and_what_was_before_the_audience_are_refused()
    {
        await using var world = await World.Open();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var audience = await world.Audience("vips", Definitions[1]);
        foreach (var wrong in new[] { 1, -1 })
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(
                () => Page(world, audience.Id, world.Clock.Now + TimeSpan.FromMilliseconds(wrong), null, null, 9));
            Assert.Equal((422, "invalid"), (refusal.Status, refusal.Type));
        }
        Assert.Empty((await Page(world, audience.Id, world.Clock.Now, null, null, 9)).Items);
    }

    private static Task<MembersPage> Page(World world, string audience, Instant at, Guid? after, string? place, int limit) =>
        world.Door.Send(new ListMembersAsOf(World.Admin, audience, at, after, place, limit));

    /// <summary>The instant so far, which is over then.</summary>
    private static Instant Tick(World world)
    {
        var now = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return now;
    }

    private sealed class Life(World world, Random random) : IAsyncDisposable
    {
        private readonly List<AudienceView> _audiences = [];
        private readonly HashSet<string> _paused = [];
        private readonly Dictionary<string, HashSet<Guid>> _announced = [];
        private readonly List<(string Audience, Instant At, HashSet<Guid> Members)> _noted = [];
        private readonly List<(string Audience, Instant At)> _refused = [];
        private readonly HashSet<string> _sets = [];
        private Instant _begins;
        private int _messages;

        public int Forgotten => _refused.Count;

        public int Sets => _sets.Count;

        public static async Task<Life> Begin(int seed)
        {
            var world = await World.Open();
            var life = new Life(world, new Random(seed));
            foreach (var definition in Definitions)
                life._audiences.Add(await world.Audience($"a{life._audiences.Count}", definition));
            return life;
        }

        public async Task Step()
        {
            await (random.Next(12) switch
            {
                < 4 => Buy(),
                < 6 => world.Upsert(Person(random.Next(12))),
                6 => world.Edit(Any(), Definitions[random.Next(Definitions.Length)]),
                7 => Turn(Any()),
                8 => Restart(),
                9 => Import(),
                10 => Forget(),
                _ => Erase(),
            });
            await Note();
            world.Clock.Advance(TimeSpan.FromSeconds(random.Next(1, 1500)));
        }

        public Task Restart() => world.Restart(gracefully: random.Next(2) == 0);

        public async Task Compare()
        {
            foreach (var (audience, at, members) in _noted)
                Assert.True(members.SetEquals(await AsOf(audience, at)), $"{audience} had {members.Count} members at {at}.");
            foreach (var (audience, at) in _refused)
            {
                Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => AsOf(audience, at))).Status);
                Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new ShowGrowth(World.Admin, audience, $"{at}", null, "400d", null)))).Status);
            }
            foreach (var noted in _noted.GroupBy(noted => noted.Audience))
                await CompareGrowth(noted.Key, [.. noted.Select(each => (each.At, each.Members))]);
        }

        /// <summary>Growth from each instant that was noted to the next says what the two sets say.</summary>
        private async Task CompareGrowth(string audience, (Instant At, HashSet<Guid> Members)[] noted)
        {
            foreach (var (before, after) in noted.Zip(noted.Skip(1)))
            {
                var growth = await world.Door.Send(new ShowGrowth(World.Admin, audience, $"{before.At}", $"{after.At}", "400d", null));
                Assert.Equal([(before.At, before.Members.Count), (after.At, after.Members.Count)], growth.Points.Select(point => (point.At, point.Count)));
                Assert.Equal(after.Members.Count - before.Members.Count, growth.Points[1].Entered - growth.Points[1].Left);
                Assert.True(growth.Points[1].Entered >= after.Members.Except(before.Members).Count());
            }
            // All in one question, where the steps do not meet the instants.
            var whole = await world.Door.Send(new ShowGrowth(World.Admin, audience, $"{noted[0].At}", $"{noted[^1].At}", "7m", null));
            Assert.Equal(noted[^1].Members.Count, whole.Points[^1].Count);
            Assert.Equal(whole.Points[^1].Count - whole.Points[0].Count, whole.Points.Sum(point => point.Entered - point.Left));
            for (var point = 0; point < whole.Points.Count; point += 17)
                Assert.Equal((await AsOf(audience, whole.Points[point].At)).Count, whole.Points[point].Count);
        }

        /// <summary>Members of what announces; of what is paused those of before.</summary>
        private async Task Note()
        {
            foreach (var audience in _audiences)
            {
                if (!_paused.Contains(audience.Id))
                    _announced[audience.Id] = await world.Members(audience.Id);
                _noted.Add((audience.Id, world.Clock.Now, _announced[audience.Id]));
                _sets.Add(string.Join(' ', _announced[audience.Id].Order()));
            }
        }

        private async Task<HashSet<Guid>> AsOf(string audience, Instant at)
        {
            var (members, after, place) = (new HashSet<Guid>(), (Guid?)null, (string?)null);
            while (true)
            {
                var page = await Page(world, audience, at, after, place, 3);
                foreach (var item in page.Items)
                    Assert.True(members.Add(item.ContactId), "A member is listed twice.");
                if (!page.More)
                    return members;
                (after, place) = (page.Items[^1].ContactId, page.Place);
            }
        }

        private AudienceView Any() => _audiences[random.Next(_audiences.Count)];

        private async Task Turn(AudienceView audience)
        {
            // What is paused keeps what it had announced until then, flips by time included.
            if (_paused.Remove(audience.Id))
            {
                await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "active"));
                return;
            }
            _announced[audience.Id] = await world.Members(audience.Id);
            await world.Door.Send(new SetAudienceStatus(World.Admin, audience.Id, "paused"));
            _paused.Add(audience.Id);
        }

        private Task Buy() => world.Ingest(
            $$"""{"type":"track","userId":"p{{random.Next(12)}}","event":"buy","messageId":"m{{_messages++}}","timestamp":"{{world.Clock.GetUtcNow().AddMinutes(random.Next(-90, 20)):O}}"}""");

        /// <summary>Many at once, whose entries the log holds as sets.</summary>
        private Task Import()
        {
            var import = $"i{_messages++}";
            var rows = Enumerable.Range(0, 12).Select(number => new ImportRow(number + 1, Guid.NewGuid(), World.Json(Person(number))));
            return world.Service<ChunkWriter>().Write(
                new ImportWrite(World.Admin, World.Admin.Book, new(world.Clock.Now, $"import:{import}", "file", null), new("user:u", import, null)),
                [.. rows], default);
        }

        /// <summary>All partitions up to an instant of those that are noted, as they come: a place within is found, and not only a month's.</summary>
        private async Task Forget()
        {
            if (_noted.Count < 12)
                return;
            var (log, before) = (world.Service<ILogStore>(), _noted[_noted.Count / 3].At);
            await world.Door.Send(new SavePartitions());
            foreach (var partition in await world.Service<IPartitionStore>().Partitions(World.Admin.Tenant, default))
            {
                if (await log.LastBefore(World.Admin.Tenant, partition, before, default) is { } last)
                    Assert.True(await log.Forget(World.Admin.Tenant, partition, last, default));
                _begins = Instant.Max(_begins, (await world.Service<IPartitionStore>().Announced(World.Admin.Tenant, partition, "none", before, 0, default)).Begins.At);
            }
            await log.Clear(default);
            _refused.AddRange(_noted.Where(noted => noted.At < _begins).Select(noted => (noted.Audience, noted.At)));
            _noted.RemoveAll(noted => noted.At < _begins);
        }

        private string Person(int number)
        {
            var tags = random.Next(4) == 0 ? "\"lost\"" : "";
            return $$$"""{"externalId":"p{{{number}}}","traits":{"plan":"{{{(random.Next(2) == 0 ? "premium" : "free")}}}"},"tags":[{{{tags}}}]}""";
        }

        private async Task Erase()
        {
            try
            {
                await world.Door.Send(new EraseContact(World.Admin, $"externalId:p{random.Next(12)}", false));
            }
            catch (Refusal refusal) when (refusal.Status == 404)
            {
                // Nobody has come by that name yet.
            }
        }

        public ValueTask DisposeAsync() => world.DisposeAsync();
    }
}
