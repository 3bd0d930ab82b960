using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class ListUsersHandler(IDirectoryStore store) : IRequestHandler<ListUsers, ImmutableArray<UserInfo>>
{
    public async Task<ImmutableArray<UserInfo>> Handle(ListUsers request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        var books = await store.BooksByOwner(by.Tenant, cancel);
        return [.. (await store.Users(by.Tenant, cancel)).Where(user => user.Organisation == by.Organisation)
            .Select(user => UserViews.Show(user, [.. books[$"user:{user.Id}"]]))];
    }
}

internal sealed class ChangeUserHandler(IDirectoryStore store, KeyCache cache, Welcome welcome, AudienceUpkeep upkeep, BusinessClock clock)
    : IRequestHandler<ChangeUser, UserInfo>
{
    public async Task<UserInfo> Handle(ChangeUser request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        if (request.Role is { } role) Roles.RequireKnown(role);
        var books = await store.Books(by.Tenant, $"user:{request.Id}", cancel);
        var audit = Auditing.Entry(by, clock, "user.changed", request.Id, new { request.Role, request.Disabled, request.Switches });
        try
        {
            var user = await store.ChangeUser(by.Tenant, request.Id, (held, all) => UserPolicy.Changed(request, held, all, books, clock.Now), audit, cancel);
            if (user is null) throw UserPolicy.Unknown();
            // A viewer who becomes a member has a book from now on.
            cache.Clear();
            await welcome.Of(user, books);
            await upkeep.AfterChangeOf(by.Tenant, user.Id);
            return UserViews.Show(user, books);
        }
        finally
        {
            // Also when the outcome is unknown: the next request then asks the store.
            cache.Clear();
        }
    }
}

internal sealed class TransferBooksHandler(IDirectoryStore store, KeyCache cache, AudienceUpkeep upkeep, BusinessClock clock)
    : IRequestHandler<TransferBooks, ImmutableArray<string>>
{
    public async Task<ImmutableArray<string>> Handle(TransferBooks request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        var users = (await store.Users(by.Tenant, cancel)).Where(user => user.Organisation == by.Organisation).ToArray();
        UserPolicy.CheckTransfer(request, users);
        var to = request.To is { } user ? $"user:{user}" : $"organisation:{by.Organisation}";
        try
        {
            var audit = Auditing.Entry(by, clock, "books.transferred", request.User, new { to });
            var books = await store.TransferBooks(by.Tenant, $"user:{request.User}", to, audit, cancel);
            cache.Clear();
            await upkeep.AfterChangeOf(by.Tenant, request.User);
            return books;
        }
        finally
        {
            cache.Clear();
        }
    }
}

internal sealed class EraseBooksHandler(IDirectoryStore store, IMediator door, BusinessClock clock) : IRequestHandler<EraseBooks, ImmutableArray<JobView>>
{
    public async Task<ImmutableArray<JobView>> Handle(EraseBooks request, CancellationToken cancel)
    {
        var by = request.By;
        Roles.Administers(by);
        UserPolicy.CheckErasure(await store.User(by.Tenant, request.User, cancel), by, clock.Now);
        // Before it is done, so that nobody is erased of whom the log says nothing.
        await store.Note(Auditing.Entry(by, clock, "books.erased", request.User), cancel);
        var jobs = ImmutableArray.CreateBuilder<JobView>();
        foreach (var book in await store.Books(by.Tenant, $"user:{request.User}", cancel))
            jobs.Add(await door.Send(new EraseBook(by, book), cancel));
        return jobs.ToImmutable();
    }
}
