using System.Collections.Immutable;
using Contacts;
using Contacts.Stored;
using Contracts;
using MediatR;
using Orleans;
using Tests.Support;

namespace Tests.Contacts;

/// <summary>
/// Partitions, store and contact grains in memory, behaving as badly as the real ones may: calls of different contacts mix at every
/// await, and <see cref="Misfortune"/> makes commits fail, before they are written or after.
/// </summary>
internal sealed partial class World : IContactStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, StoredContact> rows = [];
    private readonly Dictionary<(string Book, Identity Key), Guid> keys = [];
    private readonly List<(Identity Address, Guid Contact)> addresses = [];
    private readonly List<Row> log = [];
    private readonly HashSet<(string Book, Identity Identity)> suppressed = [];
    private readonly HashSet<string> erasedIds = [];
    private readonly Dictionary<string, Turns> contacts = [];

    public World()
    {
        Hints = new();
        Resolver = new(this, Hints);
        Open = new(this);
        Grains = FunctionGrains.Of(GrainOf);
        Door = new(this, Grains, Resolver, Clock);
    }

    public HandClock Clock { get; } = new("2026-01-01T12:00:00Z");
    public Hints Hints { get; }
    public IdentityResolver Resolver { get; }
    public OpenPartitions Open { get; }
    public IGrainFactory Grains { get; }
    public ContactDoor Door { get; }

    /// <summary>Nobody has defined a field.</summary>
    public IMediator Organisation { get; } = new Mediator(type => type == typeof(IRequestHandler<CustomFieldsOf, ImmutableArray<CustomField>>)
        ? new NoFields() : Array.CreateInstance(type.GetGenericArguments()[0], 0));

    /// <summary>What goes wrong with a commit; null: nothing.</summary>
    public Func<ContactCommit, Mishap?> Misfortune { get; set; } = _ => null;

    /// <summary>What the lane of imports and shares writes in place of what it wants to, given what was there; null: just that.</summary>
    public Func<Profile?, Profile, Profile>? Twist { get; set; }

    /// <summary>Identities that the store keeps; others it forgets as it is told of them.</summary>
    public Func<Identity, bool> Keeps { get; set; } = _ => true;

    /// <summary>How rows look to who reads many.</summary>
    public Func<StoredContact, StoredContact> Look { get; set; } = row => row;

    public IReadOnlyList<StoredContact> Live
    {
        get { lock (gate) return [.. rows.Values.Where(row => row.State == ContactState.Live)]; }
    }

    public StoredContact this[Guid id]
    {
        get { lock (gate) return rows[id]; }
    }

    public async Task<IReadOnlyList<(MessageResult Result, Guid? Contact)>> Ingest(Scopes scopes, params string[] messages) =>
        await new IngestRun(Door, Resolver, Some.Key(scopes), [.. messages.Select(json => Some.Message(json))], CancellationToken.None).Go();

    public Task<IReadOnlyList<(MessageResult Result, Guid? Contact)>> Ingest(params string[] messages) => Ingest(Scopes.Ingest | Scopes.Write, messages);

    public async Task<StoredContact> Upsert(string json, string book = "organisation:main")
    {
        Assert.Empty(ContactBody.Faults(Some.Json(json)));
        var (contact, _) = await new UpsertRun(Door, Resolver).Go(Some.Key(), book, Some.Json(json), CancellationToken.None);
        return this[contact];
    }

    public Task<StoredContact> Find(string reference) => Door.Find(Some.Key(), reference, null, Use.Read, CancellationToken.None);

    public async Task<Guid> Merge(Guid from, Guid into) =>
        (await Door.Order(this[into], grain => grain.Absorb(new(from, JoinRight.Anybody)))).Contact;

    /// <summary>Ids of the contact's messages, copies included, without those wiped.</summary>
    public IReadOnlyList<string> MessagesOf(Guid contact)
    {
        lock (gate) return [.. Held(contact).Select(row => row.Step.MessageId!)];
    }

    /// <summary>Forgets every grain and hint, as a crash does.</summary>
    public World Crash()
    {
        lock (gate) contacts.Clear();
        foreach (var book in rows.Values.Select(row => row.Book).Distinct())
            Hints.Forget("main", book, keys.Keys.Where(key => key.Book == book).Select(key => key.Key).Concat(addresses.Select(held => held.Address)).ToArray());
        return this;
    }

    private object GrainOf(Type face, string key)
    {
        if (face == typeof(IPartitionGrain)) return new Partition(this, int.Parse(GrainKeys.Split(key).Id));
        lock (gate)
        {
            if (!contacts.TryGetValue(key, out var turns)) contacts[key] = turns = new(this, key);
            return turns;
        }
    }

    /// <summary>One contact grain, one call at a time.</summary>
    private sealed class Turns : IContactGrain
    {
        private readonly SemaphoreSlim turn = new(1);
        private readonly ContactGrain grain;

        public Turns(World world, string key)
        {
            grain = new(world, world.Grains, world.Open, world.Hints, world.Clock);
            grain.Know(key);
        }

        public Task<ContactAnswer> Ingest(IngestOrder order) => InTurn(() => grain.Ingest(order));
        public Task<ContactAnswer> Edit(EditOrder order) => InTurn(() => grain.Edit(order));
        public Task<ContactAnswer> Absorb(AbsorbOrder order) => InTurn(() => grain.Absorb(order));
        public Task<ContactAnswer> Erase(bool suppress) => InTurn(() => grain.Erase(suppress));
        public Task<ContactAnswer> Forget(string messageId) => InTurn(() => grain.Forget(messageId));
        public Task<ContactAnswer> Undo(UndoOrder order) => InTurn(() => grain.Undo(order));

        private async Task<ContactAnswer> InTurn(Func<Task<ContactAnswer>> call)
        {
            Assert.True(await turn.WaitAsync(TimeSpan.FromSeconds(30)), "The grain waits for itself.");
            try
            {
                await Task.Yield();
                return await call();
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private sealed class NoFields : IRequestHandler<CustomFieldsOf, ImmutableArray<CustomField>>
    {
        public Task<ImmutableArray<CustomField>> Handle(CustomFieldsOf request, CancellationToken cancel) =>
            Task.FromResult(ImmutableArray<CustomField>.Empty);
    }

    private sealed record Row(int Partition, long Position, Guid Contact, ContactStep Step)
    {
        public bool IsWiped { get; set; }
    }
}

/// <param name="Answer">What the commit is answered.</param>
/// <param name="Written">It is written nevertheless: the answer got lost.</param>
internal sealed record Mishap(CommitStatus Answer, bool Written = false);
