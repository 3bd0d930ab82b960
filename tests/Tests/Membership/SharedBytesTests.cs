using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Audiences.Partitions;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using Tests.Rules;

namespace Tests.Membership;

/// <summary>Contacts of one chunk share its bytes after a start: those are gone when somebody in them is to be, whoever was being changed meanwhile.</summary>
public sealed class SharedBytesTests
{
    private const int People = 300;

    private static readonly Instant Now = Some.Now;

    private readonly PartitionMemory memory = Started(out _);
    private readonly WeakReference shared;

    public SharedBytesTests() => shared = Shared(memory);

    [Fact]
    public void They_stay_while_nothing_is_asked_of_them()
    {
        Apply(Plan(1, Buy("b")));
        Assert.True(IsThere());
        Assert.Equal(["a", "b"], NamesOf(1));
        Assert.Equal(["a"], NamesOf(2));
    }

    [Theory]
    [InlineData(StepKind.Erase)]
    [InlineData(StepKind.Close)]
    [InlineData(StepKind.Forget)]
    public void They_are_gone_when_somebody_is_erased_or_merged_or_an_event_is_forgotten(StepKind kind)
    {
        Do(() =>
        {
            var inFlight = Plan(1, Buy("b"));
            Apply(Plan(2, Step(kind, kind == StepKind.Forget ? "m2" : null)));
            Apply(inFlight);
        });
        Assert.False(IsThere());
        Assert.Equal(["a", "b"], NamesOf(1));
        Assert.Equal(["a"], NamesOf(3));
        Assert.Equal(2, memory.Find(Id(1))!.Messages.Count);
        Assert.Empty(memory.Find(Id(2)) is { } left ? left.Subject.Events.All : []);
    }

    [Fact]
    public void They_are_gone_when_a_quarter_has_left()
    {
        Do(() =>
        {
            for (var person = 0; person < 290; person++)
                Apply(Plan(person, Buy("b")));
        });
        Assert.True(IsThere());
        // So many lie open: these make room for others.
        Do(() =>
        {
            for (var person = 0; person < 1_200; person++)
                memory.Open(memory.AddRow(2_000 + person, Guid.NewGuid(), "book"));
        });
        Assert.False(IsThere());
        Assert.All(Enumerable.Range(0, People), person => Assert.Equal(person < 290 ? ["a", "b"] : ["a"], NamesOf(person)));
    }

    [Fact]
    public void A_forgotten_event_is_gone_from_a_contacts_own_bytes_too()
    {
        Do(() =>
        {
            Apply(Plan(1, Buy("b")));
            for (var person = 0; person < 1_200; person++)
                memory.Open(memory.AddRow(2_000 + person, Guid.NewGuid(), "book"));
        });
        var own = Own(memory.Find(Id(1))!);
        Assert.True(own.IsAlive);
        Do(() => Apply(Plan(1, Step(StepKind.Forget, "m1"))));
        Assert.Equal(["b"], NamesOf(1));
        IsThere();
        Assert.False(own.IsAlive);
    }

    [Fact]
    public void Somebody_who_was_merged_while_the_chunk_lay_saved_leaves_nothing_in_it()
    {
        Do(() =>
        {
            var row = memory.Find(Id(7))!;
            memory.SetState(row, ContactState.Merged);
            memory.CatchUp(row, row.Subject, new MessageLog(), Subject.Empty);
        });
        Assert.False(IsThere());
    }

    [Fact]
    public void A_chunk_with_other_names_is_not_read()
    {
        var (first, second) = (Started(out var saved), new PartitionMemory("t", 0, new OpenedPartition(1, 0, People)));
        Assert.Equal(People, first.Rows.Count);
        Assert.True(ChunkCodec.TryReadNames(ChunkCodec.WriteNames(second.Names), second.Names));
        Assert.False(ChunkCodec.TryRead(saved, second, out _));
        Assert.Equal(0, second.Rows.Count);
    }

    private static PartitionMemory Started(out byte[] saved)
    {
        var before = new PartitionMemory("t", 0, new OpenedPartition(1, 0, 0));
        for (var person = 0; person < People; person++)
        {
            var row = before.AddRow(person, Id(person), "book");
            before.Open(row);
            row.Messages.Add(new MessageLog.Entry(MessageLog.HashOf($"m{person}"), 0, Now, person + 1));
            before.SetSubject(row, new Subject(
                ContactFacts.From(Some.Person(("trait.n", $"{person}"))), EventHistory.Empty.With(Some.Event("a", "2026-01-01T00:00:00Z", MessageLog.HashOf($"m{person}")))));
        }
        var buffers = new ChunkBuffers();
        ChunkCodec.Write(before, 0, buffers);
        saved = buffers.Whole.WrittenSpan.ToArray();
        var after = new PartitionMemory("t", 0, new OpenedPartition(1, 0, People));
        Assert.True(ChunkCodec.TryReadNames(ChunkCodec.WriteNames(before.Names), after.Names));
        Assert.True(ChunkCodec.TryRead(saved, after, out var columns));
        Assert.True(after.TryRestore(columns, 0, out _));
        after.Columns.EndAppending();
        return after;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Shared(PartitionMemory memory)
    {
        Assert.True(MemoryMarshal.TryGetArray(memory.Packed(memory.Rows[0]), out var bytes));
        Assert.True(MemoryMarshal.TryGetArray(memory.Packed(memory.Rows[People - 1]), out var others));
        Assert.Same(bytes.Array, others.Array);
        return new WeakReference(bytes.Array);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Own(ContactRow row)
    {
        Assert.False(row.IsShared || row.IsAmongOpen);
        Assert.True(MemoryMarshal.TryGetArray(memory.Packed(row), out var bytes));
        return new WeakReference(bytes.Array);
    }

    // Nothing of what it does stays where the collector would see it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Do(Action action) => action();

    private bool IsThere()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return shared.IsAlive;
    }

    private CommitPlan Plan(int person, ContactStep step)
    {
        var commit = new ContactCommit("op", "book", Id(person), person, 0, [step], [], [], step.Kind == StepKind.Close ? Id(3) : null);
        var (plan, refused) = CommitPlan.Make(memory, commit, Now);
        Assert.Null(refused);
        return plan!;
    }

    private void Apply(CommitPlan plan) => plan.Apply(memory, memory.Position + 1);

    private string[] NamesOf(int person) => [.. memory.Find(Id(person))!.Subject.Events.All.Select(fact => fact.Name)];

    private static ContactStep Buy(string name) => Step(StepKind.Track, $"more {name}") with { Name = name, Payload = """{"properties":{"amount":1}}""" };

    private static ContactStep Step(StepKind kind, string? message) => new(kind, Now, Now, null, message, 0, "{}", null, Cause.Event);

    private static Guid Id(int person) => new(person + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
