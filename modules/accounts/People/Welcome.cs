using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Accounts;

/// <summary>
/// Gives a user who has a book of his own the audiences that all have. It never fails who asked: a key is shown once, and what is missing is
/// made at the next start.
/// </summary>
internal sealed partial class Welcome(IMediator door, TimeProvider machine, ILogger<Welcome> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static bool IsFor(StoredUser user, IEnumerable<string> books) =>
        user is { DisabledAt: null, Role: not Roles.Viewer } && books.Contains(user.Book);

    public async Task Of(StoredUser user, ImmutableArray<string> books)
    {
        if (!IsFor(user, books)) return;
        try
        {
            await door.Send(new EnsureDefaultAudiences(user.Tenant, [new(user.Id, user.Book)]), CancellationToken.None).WaitAsync(Patience, machine);
        }
        catch (Exception failure)
        {
            LogNotWelcomed(user.Tenant, user.Id, failure.GetType().FullName!);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {Tenant}/{User} has not all default audiences yet, the next start makes them: {Failure}")]
    private partial void LogNotWelcomed(string tenant, string user, string failure);
}
