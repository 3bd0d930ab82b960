using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Membership;

/// <summary>
/// Random lives of contacts and audiences against a model that knows only what was sent: after every step the members are
/// those of the model, and the feed of an announced audience, added up, is its members.
/// </summary>
public sealed class MembershipModelTests
{
    private const int Cases = 25;

    [Fact]
    public void Members_and_feeds_follow_a_plain_model_through_edits_pins_flips_pauses_and_restarts()
    {
        var lives = Gen.Choose(0, 9_999).ListOf(30).ToArbitrary();
        Prop.ForAll(lives, life => Life.Run([.. life])).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
    }

    /// <summary>What was sent of one person.</summary>
    private sealed class Person
    {
        public string? Plan { get; set; }
        public HashSet<string> Tags { get; } = [];
        public List<(string Name, DateTimeOffset At, int Amount)> Events { get; } = [];
        public Guid? Id { get; set; }

        /// <summary>By audience: in, or out.</summary>
        public Dictionary<string, bool> Pins { get; } = [];
    }

    private sealed record Question(string Definition, Func<Person, DateTimeOffset, bool> Holds);

    private sealed class Life
    {
        private static readonly Question[] Questions =
        [
            new("""{"match":"all","conditions":[{"field":"event.buy","op":"performed","atLeast":2,"within":"1h"}]}""",
                (person, now) => Count(person, "buy", now, TimeSpan.FromHours(1)) >= 2),
            new("""{"match":"any","conditions":[{"field":"trait.plan","op":"equals","value":"premium"},{"field":"tag","op":"equals","value":"vip"}]}""",
                (person, _) => person.Plan == "premium" || person.Tags.Contains("vip")),
            new("""{"match":"all","conditions":[{"field":"event.login","op":"notPerformed","within":"30m"}],"exclude":[{"field":"tag","op":"equals","value":"lost"}]}""",
                (person, now) => Count(person, "login", now, TimeSpan.FromMinutes(30)) == 0 && !person.Tags.Contains("lost")),
            new("""{"match":"all","conditions":[{"field":"event.buy","op":"performed","atMost":1,"where":[{"property":"amount","op":"greaterThan","value":50}]}]}""",
                (person, now) => person.Events.Count(happened => happened.Name == "buy" && happened.At <= now && happened.Amount > 50) <= 1),
        ];

        private readonly Person[] _people = [.. Enumerable.Range(0, 5).Select(_ => new Person())];
        private readonly List<(AudienceView View, Question Question, bool Active)> _audiences = [];
        private World _world = null!;
        private int _messages;

        public static async Task<bool> Run(int[] choices)
        {
            var life = new Life { _world = await World.Open() };
            await using (life._world)
            {
                foreach (var choice in choices)
                {
                    await life.Step(choice);
                    await life.Check($"after step {choice}");
                    await life.Explain(life._people[life.Who(choice)]);
                }
            }
            return true;
        }

        private Task Step(int choice) => (choice % 13) switch
        {
            0 or 1 or 2 => Happen(choice, "buy"),
            3 => Happen(choice, "login"),
            4 => Upsert(choice, $$$"""{"externalId":"p{{{Who(choice)}}}","traits":{"plan":"{{{(choice % 2 == 0 ? "premium" : "free")}}}"}}""", person => person.Plan = choice % 2 == 0 ? "premium" : "free"),
            5 => Tag(choice),
            6 or 7 => Wait(choice),
            8 => Make(choice),
            9 => Redefine(choice),
            10 => Flip(choice),
            11 => Pin(choice),
            _ => _world.Restart(gracefully: choice % 3 == 0),
        };

        private async Task Happen(int choice, string name)
        {
            var person = _people[Who(choice)];
            // From two hours ago to half an hour ahead: late, out of order, and not yet.
            var at = _world.Clock.GetUtcNow().AddMinutes(choice * 7 % 150 - 120);
            var amount = choice % 100;
            var report = await _world.Ingest(
                $$$"""{"type":"track","userId":"p{{{Who(choice)}}}","event":"{{{name}}}","messageId":"m{{{_messages++}}}","timestamp":"{{{at:O}}}","properties":{"amount":{{{amount}}}}}""");
            Assert.Equal(MessageResult.Accepted, report.Result);
            person.Events.Add((name, at, amount));
            person.Id ??= await IdOf(choice);
        }

        private async Task Upsert(int choice, string body, Action<Person> change)
        {
            _people[Who(choice)].Id = Guid.Parse((await _world.Upsert(body)).Id);
            change(_people[Who(choice)]);
        }

        private Task Tag(int choice)
        {
            var tag = choice % 2 == 0 ? "vip" : "lost";
            return Upsert(choice, $$"""{"externalId":"p{{Who(choice)}}","tags":["{{tag}}"]}""", person => person.Tags.Add(tag));
        }

        private Task Wait(int choice)
        {
            _world.Clock.Advance(TimeSpan.FromMilliseconds(choice * 977 % 2_400_000));
            return Task.CompletedTask;
        }

        private async Task Make(int choice)
        {
            var question = Questions[choice / 12 % Questions.Length];
            var active = choice % 5 != 0;
            _audiences.Add((await _world.Audience($"a{_audiences.Count}", question.Definition, active), question, active));
        }

        private async Task Redefine(int choice)
        {
            if (_audiences.Count == 0)
                return;
            var index = choice % _audiences.Count;
            var question = Questions[choice / 12 % Questions.Length];
            var answer = await _world.Edit(_audiences[index].View, question.Definition);
            Assert.True(answer.InForce);
            _audiences[index] = (answer.Audience, question, _audiences[index].Active);
        }

        private async Task Flip(int choice)
        {
            if (_audiences.Count == 0)
                return;
            var index = choice % _audiences.Count;
            var (view, question, active) = _audiences[index];
            if (!active || view.Status == "active")
                await _world.Door.Send(new SetAudienceStatus(World.Admin, view.Id, active ? "paused" : "active"));
            _audiences[index] = (await _world.Door.Send(new GetAudience(World.Admin, view.Id)), question, !active);
        }

        private async Task Pin(int choice)
        {
            if (_audiences.Count == 0 || _people[Who(choice)] is not { Id: { } contact } person)
                return;
            var audience = _audiences[choice / 13 % _audiences.Count].View.Id;
            var way = (choice % 3) switch { 0 => "in", 1 => "out", _ => "clear" };
            var answer = await _world.Door.Send(new PinMembers(World.Admin, audience, World.Json($$"""{"{{way}}":["{{contact:N}}"]}""")));
            Assert.True(answer.InForce);
            if (way == "clear")
                person.Pins.Remove(audience);
            else
                person.Pins[audience] = way == "in";
        }

        private static bool IsMember(Person person, AudienceView audience, Question question, DateTimeOffset now) =>
            person.Pins.TryGetValue(audience.Id, out var pinnedIn) ? pinnedIn : question.Holds(person, now);

        private async Task Check(string when)
        {
            var now = _world.Clock.GetUtcNow();
            foreach (var (view, question, active) in _audiences)
            {
                var expected = _people.Where(person => person.Id is not null && IsMember(person, view, question, now)).Select(person => person.Id!.Value).ToHashSet();
                var members = await _world.Members(view.Id);
                Assert.True(expected.SetEquals(members), $"{when}: {view.Name} has {members.Count} members and should have {expected.Count}: {question.Definition}");
                var verified = await _world.Door.Send(new VerifyAudience(World.Admin, view.Id));
                Assert.Empty(verified.Wrong);
                if (active)
                    CheckFeed(await _world.Changes(view.Id), members, $"{when}: {view.Name}");
            }
        }

        /// <summary>Explained is what is answered.</summary>
        private async Task Explain(Person person)
        {
            if (person.Id is not { } contact)
                return;
            foreach (var (view, _, _) in _audiences)
            {
                var member = await _world.Door.Send(new GetMember(World.Admin, view.Id, contact));
                var explained = await _world.Door.Send(new ExplainAudience(World.Admin, view.Id, contact));
                Assert.Equal(member with { Pinned = null }, new MemberView(explained.Member, explained.Since, explained.NextChange));
                Assert.Equal(explained.Member, explained.Tree.Result);
                Assert.Equal(person.Pins.TryGetValue(view.Id, out var pinnedIn) ? (pinnedIn ? "in" : "out") : null, member.Pinned?.As);
            }
        }

        private static void CheckFeed(List<ChangeView> feed, HashSet<Guid> members, string when)
        {
            var (inside, last) = (new HashSet<Guid>(), new Dictionary<Guid, Instant>());
            foreach (var change in feed)
            {
                var contact = change.ContactId!.Value;
                Assert.True(change.Change == "entered" ? inside.Add(contact) : inside.Remove(contact), $"{when}: {change.Change} twice");
                Assert.True(last.GetValueOrDefault(contact) <= change.At, $"{when}: the log runs backwards");
                last[contact] = change.At;
            }
            Assert.True(inside.SetEquals(members), $"{when}: the feed adds up to {inside.Count}, the members are {members.Count}\n{string.Join('\n', feed)}");
        }

        private async Task<Guid> IdOf(int choice) =>
            Guid.Parse((await _world.Door.Send(new GetContact(World.Admin, $"externalId:p{Who(choice)}"))).Id);

        private static int Count(Person person, string name, DateTimeOffset now, TimeSpan window) =>
            person.Events.Count(happened => happened.Name == name && happened.At > now - window && happened.At <= now);

        private int Who(int choice) => choice / 144 % _people.Length;
    }
}
