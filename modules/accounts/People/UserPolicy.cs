using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>What may be done to users.</summary>
internal static class UserPolicy
{
    public static Refusal Unknown() => new(404, "unknown-user", "There is no such user in the organisation.");

    /// <param name="all">Of the user's organisation.</param>
    /// <param name="books">That are still the user's.</param>
    /// <returns>Null when it is no user of the organisation.</returns>
    public static StoredUser? Changed(ChangeUser request, StoredUser held, ImmutableArray<StoredUser> all, ImmutableArray<string> books, Instant now)
    {
        if (held.Organisation != request.By.Organisation) return null;
        Roles.RequireOwnerFor(request.By, held.Role, request.Role);
        if (request.Disabled == false && held.DisabledAt is not null && !books.Contains(held.Book))
            throw new Refusal(409, "books-transferred", "The user's book is somebody else's by now: invite the person again, which makes a new one.");
        var changed = held with
        {
            Name = request.Name ?? held.Name,
            Role = request.Role ?? held.Role,
            DisabledAt = request.Disabled switch { true => held.DisabledAt ?? now, false => null, null => held.DisabledAt },
            Switches = request.Switches?.Of(held.Switches) ?? held.Switches,
        };
        if (!all.Select(user => user.Id == changed.Id ? changed : user).Any(user => user is { Role: Roles.Owner, DisabledAt: null }))
            throw new Refusal(409, "last-owner", "An organisation has at least one owner: make another one first.");
        return changed;
    }

    /// <summary>Nobody who is back within a month finds his people gone.</summary>
    public static void CheckErasure(StoredUser? user, Principal by, Instant now)
    {
        if (user?.Organisation != by.Organisation) throw Unknown();
        if (user.DisabledAt is not { } disabled)
            throw new Refusal(409, "user-active", "A user's contacts are private while he is there: disable him first.");
        if (now.Ms < disabled.Ms + (long)Kept.TotalMilliseconds)
            throw new Refusal(409, "too-early", $"The books of a user are kept for {Kept.Days} days after he was disabled, until {new Instant(disabled.Ms + (long)Kept.TotalMilliseconds)}. They may be transferred now.");
    }

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <param name="users">Of the organisation.</param>
    public static void CheckTransfer(TransferBooks request, IReadOnlyCollection<StoredUser> users)
    {
        var from = users.FirstOrDefault(user => user.Id == request.User) ?? throw Unknown();
        if (from.DisabledAt is null)
            throw new Refusal(409, "user-active", "A user's contacts are private while he is there: disable him first.");
        if (request.To is { } id && users.All(user => user.Id != id || user.DisabledAt is not null || user.Role == Roles.Viewer))
            throw Refusal.Invalid("to", "is no active user of the organisation who may have a book", "unknown-user");
    }
}
