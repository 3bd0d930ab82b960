using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Accounts;

internal static class UserViews
{
    public static UserInfo Show(StoredUser user, ImmutableArray<string> books) => new(
        user.Id, user.Organisation, user.Name, user.Email, user.Role, books, user.CreatedAt, user.DisabledAt,
        SwitchesView.Of(user.Switches));
}
