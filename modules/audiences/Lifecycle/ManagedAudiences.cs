using System.Collections.Concurrent;
using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;
using Microsoft.Extensions.Logging;

namespace Audiences.Lifecycle;

/// <summary>What users have of filters that their admins made: each an audience over his own book, which he may activate, pause and refer to.</summary>
internal sealed partial class ManagedAudiences(
    IAudienceStore store, AudienceAccess access, AudienceOrders orders, AudienceBuilds builds, Inliner inliner, BusinessClock clock, ILogger<ManagedAudiences> log)
{
    public const string Kind = "managed";

    // Their steps share the writer's transactions.
    private const int AtOnce = 16;

    public static Refusal KeptByAdmins() => new(
        409, "managed", "An admin of the organisation made this audience and changes it for all who have it. You may activate and pause it and refer to it; make one of your own with other conditions.");

    public async Task<ImmutableArray<ManagedAudience>> List(string tenant, CancellationToken cancel)
    {
        var all = await store.All(tenant, cancel);
        var referred = References(all).ToHashSet(StringComparer.Ordinal);
        return [.. from state in all
                   let managed = state.Managed
                   where managed is not null
                   select new ManagedAudience(
                       managed.Set, state.Owner["user:".Length..], state.Id, managed.Edition, state.Building is null, state.Status == "active" || referred.Contains(state.Id))];
    }

    public Task<ImmutableArray<string>> Give(string tenant, ManagedFilters filters, ImmutableArray<UserBook> users, CancellationToken cancel) =>
        OfEach(users, user => user.User, user => GiveOne(tenant, filters, user, cancel), cancel);

    /// <param name="used">Something else refers to these.</param>
    public Task<ImmutableArray<string>> Take(string tenant, ImmutableArray<string> ids, ImmutableArray<string> used, CancellationToken cancel) =>
        OfEach(ids, id => id, id => TakeOne(tenant, id, used.Contains(id), cancel), cancel);

    // Also by one that judges nobody as long as its owner lacks the book: its build holds no other's.
    private static IEnumerable<string> References(TenantAudiences all) => all.Referring.Concat(all.Where(state => state.Barred)).SelectMany(ReferencesOf);

    private static bool IsReferredTo(TenantAudiences all, string id) =>
        all.UsersOf(id).Any() || all.Any(state => state.Barred && ReferencesOf(state).Contains(id));

    private static IEnumerable<string> ReferencesOf(AudienceState state) => Inliner.Parse(state.Versions[^1].Definition).References;

    private async Task GiveOne(string tenant, ManagedFilters filters, UserBook user, CancellationToken cancel)
    {
        var refers = Inliner.Parse(filters.Definition).References.Count > 0;
        // Others may refer to what it refers to by then: nobody makes a circle meanwhile.
        var given = refers ? await orders.Alone(() => Write(tenant, filters, user, cancel), cancel) : await Write(tenant, filters, user, cancel);
        if (given is not null)
            await builds.Bring(tenant, given.Id).WaitAsync(cancel);
    }

    private async Task<AudienceState?> Write(string tenant, ManagedFilters filters, UserBook user, CancellationToken cancel)
    {
        var all = await store.All(tenant, cancel);
        if (all.OwnedBy($"user:{user.User}").FirstOrDefault(state => state.Managed?.Set == filters.Set) is not { } held)
            return await Make(tenant, filters, user, all);
        return held.Managed!.Edition == filters.Edition
            ? held
            : await SystemAudience.Named(Draft(filters, user, held.Id, all), draft => access.Grain(tenant, held.Id).Redefine(draft, null));
    }

    /// <summary>Under the first id that was never given: one that was stopped is the user's own by now, or gone with its key for ever.</summary>
    private async Task<AudienceState?> Make(string tenant, ManagedFilters filters, UserBook user, TenantAudiences all)
    {
        for (var number = 1; ; number++)
        {
            var id = SystemAudience.IdOf($"{Kind}\n{filters.Set}\n{number}", $"user:{user.User}", user.Book);
            var made = await SystemAudience.Named(Draft(filters, user, id, all), access.Grain(tenant, id).Create);
            if (made is { Deleted: false, Managed: not null })
                return made;
        }
    }

    private AudienceDraft Draft(ManagedFilters filters, UserBook user, string id, TenantAudiences all)
    {
        if (Inliner.Circle(id, Inliner.Parse(filters.Definition), all) is not null)
            throw Refusal.Invalid("definition", "The audience would refer to itself.", "circular-reference");
        var rule = inliner.Inline(filters.Definition, all, JudgedAs.Of(Kind, user.Book, id));
        return new(filters.Name, filters.Description, Kind, user.Book, $"user:{user.User}", filters.By, clock.Now, filters.Definition, rule)
        {
            Managed = new(filters.Set, filters.Edition),
        };
    }

    private async Task TakeOne(string tenant, string id, bool isUsed, CancellationToken cancel)
    {
        // Nobody refers to it between the look and the write; whether it is active the grain itself sees.
        var taken = await orders.Alone(
            async () => await access.Grain(tenant, id).Release(isUsed || IsReferredTo(await store.All(tenant, cancel), id), clock.Now), cancel);
        if (taken is { Deleted: true })
            await builds.Drop(tenant, taken).WaitAsync(cancel);
    }

    private async Task<ImmutableArray<string>> OfEach<T>(ImmutableArray<T> all, Func<T, string> name, Func<T, Task> act, CancellationToken cancel)
    {
        var failed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (one, _) =>
        {
            try
            {
                await act(one);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                // Others do not wait for one; who asked asks again.
                LogFailed(name(one), failure.GetType().FullName!, failure.StackTrace);
                failed.Add(name(one));
            }
        });
        return [.. failed];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A managed audience could not be given to or taken from {Name}; it is tried again: {Failure} {Stack}")]
    private partial void LogFailed(string name, string failure, string? stack);
}
