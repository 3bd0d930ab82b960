using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class WelcomeUsersHandler(IDirectoryStore store, IMediator door) : IRequestHandler<WelcomeUsers>
{
    public async Task<Unit> Handle(WelcomeUsers request, CancellationToken cancel)
    {
        foreach (var tenant in await store.Tenants(cancel))
        {
            var users = new List<UserBook>();
            foreach (var user in await store.Users(tenant, cancel))
                if (Welcome.IsFor(user, await store.Books(tenant, $"user:{user.Id}", cancel))) users.Add(new(user.Id, user.Book));
            await door.Send(new EnsureDefaultAudiences(tenant, users), cancel);
        }
        return Unit.Value;
    }
}
