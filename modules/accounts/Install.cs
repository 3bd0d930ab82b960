using System.Text.RegularExpressions;
using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>
/// The names of what a tenant begins with. They are words, not chance: its operator meets these names in logs, books and audiences.
/// </summary>
internal static partial class Install
{
    public static string FirstTenant => Tenants.First;

    public static readonly Founding First = Of(FirstTenant);

    public static Founding Of(string tenant) => new(
        Tenant: tenant, Organisation: "main", OrganisationBook: Books.OfOrganisation("main"), User: "admin", UserBook: Books.OfUser("admin"));

    /// <summary>Of all that comes later: chance, sorted by when it came.</summary>
    public static string NewId(BusinessClock clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    public static bool IsName(string tenant) => Name().IsMatch(tenant);

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
