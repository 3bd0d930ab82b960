using Accounts.Stored;

namespace Accounts;

/// <summary>
/// The names of what a first start makes. They are words, not chance: one install has one tenant to begin with, and its
/// operator meets these names in logs, books and audiences.
/// </summary>
internal static class Install
{
    public static readonly Founding First = new(
        Tenant: "main", Organisation: "main", OrganisationBook: OrganisationBook("main"), User: "admin", UserBook: UserBook("admin"));

    public static string OrganisationBook(string organisation) => $"organisation:{organisation}";

    public static string UserBook(string user) => $"user:{user}";
}
