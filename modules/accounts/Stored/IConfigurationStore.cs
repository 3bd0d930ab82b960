using System.Collections.Immutable;
using Contracts;

namespace Accounts.Stored;

/// <summary>
/// What organisations have configured; one that has not has <see cref="Configuration.Default"/>. Custom fields are a part of it, which
/// <see cref="ICustomFieldStore"/> writes one by one. Writes are durable when they return.
/// </summary>
/// <remarks>A database that does not answer surfaces as an exception, which HTTP answers with 503.</remarks>
public interface IConfigurationStore
{
    Task<Configuration> Read(string tenant, string organisation, CancellationToken cancel);

    /// <summary>Of the organisation that the book belongs to, by itself or by its user; without the custom fields.</summary>
    Task<Configuration> OfBook(string tenant, string book, CancellationToken cancel);

    /// <summary>
    /// Decides about the configuration as it is now, in the transaction that writes what comes out, as the next version, with its entry in
    /// the audit log. Null writes nothing and answers what there is.
    /// </summary>
    /// <param name="audit">Null: it was somebody's order before, and is in the log.</param>
    Task<Configuration> Change(
        string tenant, string organisation, Func<Configuration, Configuration?> change, AuditEntry? audit, CancellationToken cancel);

    /// <summary>The books of the organisation and of its users, those of users who are disabled among them.</summary>
    Task<ImmutableArray<string>> Books(string tenant, string organisation, CancellationToken cancel);

    /// <summary>Organisations of all tenants whose replacements have not come to their end.</summary>
    Task<ImmutableArray<(string Tenant, string Organisation)>> Replacing(CancellationToken cancel);
}
