using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Contacts;
using Contracts;
using MediatR;
using Microsoft.Extensions.Logging.Abstractions;
using Sharing;
using Sharing.Stored;

namespace Tests.Sharing.Shares;

/// <summary>
/// Ann, who shares her buyers, Bob of her organisation and Nora of another, over the contacts' world in memory; audiences are a plain look at the
/// contacts. Anything may be cut off at any step.
/// </summary>
internal sealed class ShareWorld
{
    public const string Audience = "buyers", AnnsBook = "user:ann", Bob = "bob", Nora = "nora";
    private static readonly CustomField Budget = new("budget", "Budget", CustomFieldKind.WholeNumber, [], null, [], []);
    private static readonly CustomField Motto = new("motto", "Motto", CustomFieldKind.Text, [], null, [], []);

    private readonly ShareOrders orders;
    private readonly ShareRun run;
    private readonly SharePreviews previews;
    private readonly ConcurrentDictionary<string, (string User, string Name)> received = [];
    private int? left;
    private bool isDead;

    /// <param name="mostTime">That previews take to compare; null: as long as they like.</param>
    public ShareWorld(TimeSpan? mostTime = null)
    {
        Store = new(Step);
        Contacts.Misfortune = commit =>
        {
            Step();
            return null;
        };
        var mediator = new Mediator(HandlerOf);
        var sources = new CopySources(Contacts, mediator, Contacts.Clock);
        var copies = new CopyRun(
            Contacts, Contacts.Resolver, new(Contacts.Grains, Contacts.Resolver, Contacts.Open), Contacts.Open, sources,
            new(Contacts.Door, new()), Contacts.Clock, TimeProvider.System);
        var (access, watch, pass) = (new ShareAccess(Store, mediator), new ShareWatch(Store, mediator), new CopyPass(mediator));
        previews = new(access, Store, watch, pass, mediator, TimeProvider.System) { MostTime = mostTime ?? Timeout.InfiniteTimeSpan };
        run = new(Store, access, new(Store, pass, mediator, Contacts.Clock) { Chunk = 2 }, mediator, Contacts.Clock);
        orders = new(access, Store, watch, previews, pass, new(Store, run, TimeProvider.System, NullLogger<ShareQueue>.Instance), mediator, Contacts.Clock);
        Add(new Handler<GetAudience, AudienceView>(_ => View()));
        Add(new Handler<SelectContacts, SelectedContacts>(_ => new(AnnsBook, [.. Members().Select(member => member.Id)], 1, null)));
        Add(new AsyncHandler<JudgeSources, ImmutableArray<JudgedSource>>(asked => sources.Judge(asked.Tenant, asked.Book, asked.Contacts, default)));
        Add(new AsyncHandler<CopyContacts, CopyCounts>(asked => copies.Go(asked.Order, asked.Items, asked.IsTrial, default)));
        Add(new AsyncHandler<CompareCustomFields, CrossingFields>(asked => sources.Compare(asked.Tenant, asked.SourceBook, asked.Book, default)));
        Add(new Handler<CustomFieldsOf, ImmutableArray<CustomField>>(asked => asked.Book == "user:nora" ? NorasFields : [Budget, Motto]));
        Add(new Handler<OrganisingOf, Organising>(_ => Organising.Default));
        Add(new Handler<RenewPrincipal, Principal?>(_ => Ann));
        Add(new Handler<NoteDeed, Unit>(_ => Unit.Value));
        Add(new Handler<ReceiveAudience, Unit>(Receive));
        Add(new Handler<DropReceivedAudience, bool>(asked => { Step(); return received.TryRemove(asked.Id, out _); }));
        Add(new Handler<ResolveRecipients, ResolvedRecipients>(Resolve));
    }

    public Tests.Contacts.World Contacts { get; } = new();

    public MemoryShareStore Store { get; }

    public string Name { get; set; } = "Buyers";

    public ImmutableArray<CustomField> NorasFields { get; set; } = [Budget];

    /// <summary>What becomes of the answer to what was asked of another module, and what is done besides: nothing, unless a mutant has it so.</summary>
    public Func<object, object?, Task<object?>> Meddle { get; set; } = (_, answer) => Task.FromResult(answer);

    public static Principal Ann { get; } = new("main", "main", "ann", "member", AnnsBook, Scopes.Read | Scopes.Write, false, "k1") { Switches = Switches.ShareAudiences };

    /// <summary>Whose audience shows the share, by their ids.</summary>
    public IReadOnlyDictionary<string, (string User, string Name)> Received => received;

    public IEnumerable<StoredContact> Book(string user) => Contacts.Live.Where(contact => contact.Book == $"user:{user}");

    /// <summary>Who is in Ann's audience: tagged as a buyer, and not put away.</summary>
    public IEnumerable<StoredContact> Members() => Book("ann").Where(contact => contact.Profile.Tags.ContainsKey("buyer") && contact.Profile.Archived is null);

    /// <summary>The recipient's audience is shown no more.</summary>
    public void Hide(string audience) => received.TryRemove(audience, out _);

    /// <summary>The n-th step from now on, of those that write, is cut off; null: none.</summary>
    public void CutOffAfter(int? steps) => left = steps;

    public async Task Share(params string[] users)
    {
        await Whatever(() => orders.Share(Ann, Audience, [.. users.Select(Books.OfUser)], default));
        await Run();
    }

    public Task<SharePreview> Preview(params string[] users) => previews.Preview(Ann, Audience, [.. users.Select(Books.OfUser)], default);

    /// <returns>What the preview said of each user.</returns>
    public async Task<IReadOnlyDictionary<string, CopyCounts>> Sync()
    {
        if (await Store.OfAudience("main", Audience, default) is not { State.Status: not ShareStatus.Ending }) return new Dictionary<string, CopyCounts>();
        SharePreview preview = null!;
        await Whatever(async () =>
        {
            preview = await previews.Preview(Ann, Audience, null, default);
            await orders.Sync(Ann, Audience, preview.Preview, default);
        });
        await Run();
        return preview.PerUser.ToDictionary(user => user.User, user => user.Counts!.Value);
    }

    /// <summary>A sync that gets no further than that.</summary>
    public async Task Begin(int steps, bool isCancelled)
    {
        if (await Store.OfAudience("main", Audience, default) is not { State.Status: not ShareStatus.Ending }) return;
        await Whatever(async () => await orders.Sync(Ann, Audience, (await previews.Preview(Ann, Audience, null, default)).Preview, default));
        await Whatever(async () =>
        {
            if (await Store.OfAudience("main", Audience, default) is not { } share) return;
            if (steps > 0) await run.Go("main", share.Id, steps, default);
            if (isCancelled) await orders.Cancel(share, default);
        });
    }

    public void ChangeNorasFields() => NorasFields = NorasFields.Length == 1 ? [Budget, Motto] : [Budget];

    /// <summary>What the last sync that reached him whole did, as it counted.</summary>
    public async Task<CopyCounts> CountsOf(string user)
    {
        var share = await Store.OfAudience("main", Audience, default);
        return (await Store.Recipient("main", share!.Id, user, default))!.State.Counts;
    }

    public async Task End()
    {
        await Whatever(() => orders.End(Ann, Audience, default));
        await Run();
    }

    public async Task Leave(string user)
    {
        var id = received.SingleOrDefault(audience => audience.Value.User == user).Key;
        if (id is null) return;
        await Whatever(() => orders.Leave(Ann with { User = user }, id, default));
        await Run();
    }

    private async Task Run() => await Whatever(async () =>
    {
        while (await Store.OfAudience("main", Audience, default) is { } share && (share.State.Status is ShareStatus.Syncing or ShareStatus.Ending || await IsLeft(share)))
            await run.Go("main", share.Id, steps: 2, default);
    });

    private async Task<bool> IsLeft(StoredShare share) => (await Store.Recipients("main", share.Id, default)).Any(recipient => global::Sharing.ShareLife.HasWork(share, recipient));

    /// <summary>Who is cut off comes back without a memory, and does it again.</summary>
    private async Task Whatever(Func<Task> deed)
    {
        while (true)
        {
            try
            {
                await deed();
                return;
            }
            catch (CutOffException)
            {
                ComeBack();
            }
            catch (AggregateException failed) when (failed.Flatten().InnerExceptions.All(inner => inner is CutOffException))
            {
                ComeBack();
            }
            catch (Refusal refusal) when (refusal.Type is "not-shared" or "share-ends" or "unknown-audience")
            {
                return;
            }
        }
    }

    private void ComeBack()
    {
        isDead = false;
        Contacts.Crash();
    }

    /// <summary>Who is dead does nothing more, wherever he catches what fails.</summary>
    private void Step()
    {
        if (isDead) throw new CutOffException();
        if (left is not { } steps) return;
        left = steps > 0 ? steps - 1 : null;
        isDead = steps == 0;
        if (isDead) throw new CutOffException();
    }

    private Unit Receive(ReceiveAudience asked)
    {
        Step();
        received[asked.Id] = (asked.User, received.TryGetValue(asked.Id, out var held) && asked.Was == asked.Name ? held.Name : asked.Name);
        return Unit.Value;
    }

    private AudienceView View() => new(
        Audience, Audience, Name, null, "custom", AnnsBook, "user:ann", "user", "active", 1, JsonSerializer.SerializeToElement(1), "", new("exact", 0, default), true,
        [], null, default, "user:ann", default, 1);

    private static ResolvedRecipients Resolve(ResolveRecipients asked) => new(
        [.. asked.Recipients.Select(recipient => recipient[5..]).Order(StringComparer.Ordinal)
            .Select(user => new RecipientUser(user, user, user == Nora ? "north" : "main", $"user:{user}", [$"user:{user}"]))], []);

    private readonly Dictionary<Type, object> handlers = [];

    private void Add<TRequest, TAnswer>(IRequestHandler<TRequest, TAnswer> handler) where TRequest : IRequest<TAnswer> =>
        handlers.Add(typeof(IRequestHandler<TRequest, TAnswer>), new Meddled<TRequest, TAnswer>(this, handler));

    private object HandlerOf(Type type) =>
        handlers.TryGetValue(type, out var handler) ? handler : Array.CreateInstance(type.GetGenericArguments()[0], 0);

    private sealed class Meddled<TRequest, TAnswer>(ShareWorld world, IRequestHandler<TRequest, TAnswer> handler) : IRequestHandler<TRequest, TAnswer>
        where TRequest : IRequest<TAnswer>
    {
        public async Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken) =>
            (TAnswer)(await world.Meddle(request, await handler.Handle(request, cancellationToken)))!;
    }

    private sealed class Handler<TRequest, TAnswer>(Func<TRequest, TAnswer> answer) : IRequestHandler<TRequest, TAnswer> where TRequest : IRequest<TAnswer>
    {
        public Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    private sealed class AsyncHandler<TRequest, TAnswer>(Func<TRequest, Task<TAnswer>> answer) : IRequestHandler<TRequest, TAnswer> where TRequest : IRequest<TAnswer>
    {
        public Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken) => answer(request);
    }
}

internal sealed class CutOffException() : Exception("Cut off here.");
