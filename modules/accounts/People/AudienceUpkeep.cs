using Accounts.Stored;
using Contracts;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Accounts;

/// <summary>
/// After people, teams or books have changed: audiences over what somebody may not use any more are emptied, and teams have theirs. It
/// never fails who asked, whose change is durable; what it could not do is tried again, and done at the next start.
/// </summary>
internal sealed partial class AudienceUpkeep(IDirectoryStore store, IMediator door, TimeProvider machine, ILogger<AudienceUpkeep> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), AfterFailure = TimeSpan.FromSeconds(5);

    // Each looks at what is so by then: of two that cross, the later one has the last word.
    private readonly SemaphoreSlim oneAtATime = new(1);

    private const int MostTries = 100;

    public async Task AfterChangeOf(string tenant, params IReadOnlyCollection<string> users)
    {
        await Try(tenant, async () =>
        {
            foreach (var id in users)
                if (await store.User(tenant, id, CancellationToken.None) is { } user)
                    await door.Send(new ReviewAccess(tenant, [await AccessOf(user)]), CancellationToken.None);
        });
        await AfterComing(tenant);
    }

    /// <summary>Somebody is there who was not: managed audiences are for him too.</summary>
    public Task AfterComing(string tenant) => door.Send(new ReviewManaged(tenant), CancellationToken.None);

    public Task AfterMaking(StoredTeam team) =>
        Try(team.Tenant, () => door.Send(new KeepTeamAudiences(team.Tenant, [team.Id]), CancellationToken.None));

    public async Task AfterRemoving(StoredTeam team)
    {
        await Try(team.Tenant, () => door.Send(new DropTeamAudiences(team.Tenant, team.Id), CancellationToken.None));
        await AfterChangeOf(team.Tenant, team.Members);
    }

    /// <summary>Everything that a crash may have left undone.</summary>
    public async Task OfAll(string tenant, CancellationToken cancel)
    {
        var (books, teams) = (await store.BooksByOwner(tenant, cancel), await store.Teams(tenant, cancel));
        var teamsOf = teams.SelectMany(team => team.Members.Select(member => (team.Id, member))).ToLookup(pair => pair.member, pair => pair.Id);
        await door.Send(new KeepTeamAudiences(tenant, [.. teams.Select(team => team.Id)], AreAll: true), cancel);
        var users = await store.Users(tenant, cancel);
        await door.Send(new ReviewAccess(tenant, [.. users.Select(user => Access(user, books[$"user:{user.Id}"], books[$"organisation:{user.Organisation}"], teamsOf[user.Id]))]), cancel);
    }

    private async Task<UserAccess> AccessOf(StoredUser user) => Access(
        user, await store.Books(user.Tenant, $"user:{user.Id}", CancellationToken.None),
        await store.Books(user.Tenant, $"organisation:{user.Organisation}", CancellationToken.None),
        await store.TeamsOf(user.Tenant, user.Id, CancellationToken.None));

    // A book of one's own stays, also of who is disabled: he may be back.
    private static UserAccess Access(StoredUser user, IEnumerable<string> own, IEnumerable<string> organisation, IEnumerable<string> teams) => new(
        user.Id,
        (user is { DisabledAt: null, Role: not Roles.Viewer } ? own.Concat(organisation).Concat(teams.Select(Books.OfTeam)) : own)
            .ToHashSet(StringComparer.Ordinal));

    private async Task Try(string tenant, Func<Task> keep)
    {
        try
        {
            await Persist(tenant, keep).WaitAsync(Patience, machine);
        }
        catch (TimeoutException)
        {
            // It goes on.
        }
    }

    private async Task Persist(string tenant, Func<Task> keep)
    {
        for (var tries = 1; ; tries++)
        {
            await oneAtATime.WaitAsync();
            try
            {
                await keep();
                return;
            }
            catch (Exception failure)
            {
                LogNotKept(tenant, failure.GetType().FullName!);
                if (tries == MostTries) return;
            }
            finally
            {
                oneAtATime.Release();
            }
            await Task.Delay(AfterFailure, machine);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Audiences of {Tenant} do not follow a change of people or teams yet, the next start sees to it: {Failure}")]
    private partial void LogNotKept(string tenant, string failure);
}
