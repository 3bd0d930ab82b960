using System.Collections.Immutable;
using Audiences.Partitions;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Tests.Membership.Catalogue;

/// <summary>A partition's memory without a store: what is decided is so at once.</summary>
internal sealed class StorelessPartition(Func<Definition, CompiledRule> compile)
{
    private readonly PartitionMemory memory = new("main", 0, new(1, 0, 0));
    private int builds;

    /// <summary>Judges nothing that need not be, and asks equal conditions once.</summary>
    public static StorelessPartition AsServed()
    {
        var rules = new CompiledRules();
        return new(definition => rules.Of(definition.ToJson(), "book"));
    }

    /// <summary>Judges every audience at every event and every change of a trait, each rule by itself.</summary>
    public static StorelessPartition ThatJudgesAll(params string[] traits) => new(definition =>
    {
        var rule = Rule.Compile(definition);
        var all = rule.Mentions with { AnyEvent = true, Events = [], Fields = [.. rule.Mentions.Fields, .. traits.SelectMany(key => new[] { key, Mentions.Since(key) })] };
        // Turned twice it says the same, and does not say that it grows.
        return new CompiledRule(definition, new NotJudge(new NotJudge(rule.Judge)), all, []);
    });

    public ILookup<string, Guid> Members => memory.Audiences
        .SelectMany(audience => audience.Serving!.Members.Select(slot => (audience.Id, memory.Rows[slot].Contact)))
        .ToLookup(member => member.Id, member => member.Contact);

    /// <returns>What it announced.</returns>
    public List<MembershipEntry> Commit(ContactCommit commit, Instant now)
    {
        var (plan, refused) = CommitPlan.Make(memory, commit, memory.Tick(now));
        Assert.Null(refused);
        var rows = plan!.ToAppend(memory).Rows;
        plan.Apply(memory, memory.Position + 1);
        return [.. rows.SelectMany(row => row.Entries)];
    }

    /// <returns>What it announced.</returns>
    public List<MembershipEntry> Advance(Instant to)
    {
        var entries = new List<MembershipEntry>();
        memory.Tick(to);
        while (memory.Due.Next() is { } due && due <= to)
        {
            var batch = new FlipBatch(memory, to);
            batch.Fill(limit: 7, _ => false);
            entries.AddRange(batch.Rows().SelectMany(row => row.Entries));
            batch.Apply(memory.Position + 1);
        }
        return entries;
    }

    /// <summary>Makes the audience, or gives it another definition.</summary>
    public void Define(string id, Definition definition)
    {
        var (audience, rule) = (memory.AddAudience(id, "book"), compile(definition));
        var build = new AudienceBuild(++builds, 1, "", ImmutableDictionary<string, int>.Empty);
        var built = AudienceChange.Build(memory, audience, build, rule, memory.Now, Cause.Edited);
        AudienceChange.Apply(memory, audience, built, () => new Shard(audience, build.Number, build.Version, rule));
        AudienceChange.Track(memory, audience.Building!, memory.Now, _ => memory.Now);
        Apply(audience, AudienceChange.Serve(audience, audience.Building!, announcing: true, memory.Now, Cause.Edited));
    }

    public void Drop(string id) => Apply(memory.Audience(id)!, AudienceChange.Drop(memory.Audience(id)!, memory.Now));

    private void Apply(AudienceInPartition audience, AudienceMark mark) =>
        AudienceChange.Apply(memory, audience, mark, () => throw new InvalidOperationException("Nothing is built here."));
}
