using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class WelcomeUsersHandler(IDirectoryStore store, IMediator door, AudienceUpkeep upkeep) : IRequestHandler<WelcomeUsers>
{
    public async Task<Unit> Handle(WelcomeUsers request, CancellationToken cancel)
    {
        foreach (var tenant in await store.Tenants(cancel))
        {
            var books = await store.BooksByOwner(tenant, cancel);
            var users = (await store.Users(tenant, cancel)).Where(user => Welcome.IsFor(user, books[$"user:{user.Id}"]));
            await door.Send(new EnsureDefaultAudiences(tenant, [.. users.Select(user => new UserBook(user.Id, user.Book))]), cancel);
            await upkeep.OfAll(tenant, cancel);
        }
        return Unit.Value;
    }
}
