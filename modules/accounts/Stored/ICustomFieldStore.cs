using System.Collections.Immutable;
using Contracts;

namespace Accounts.Stored;

/// <summary>The custom fields of organisations. Writes are durable when they return.</summary>
/// <remarks>A database that does not answer surfaces as an exception, which HTTP answers with 503.</remarks>
public interface ICustomFieldStore
{
    /// <summary>Inserts or replaces, unless a field of this key has another kind, or the organisation has no such section: then nothing is written.</summary>
    Task<FieldWritten> Put(string tenant, string organisation, CustomField field, CancellationToken cancel);

    /// <summary>False when there is no such field.</summary>
    Task<bool> Remove(string tenant, string organisation, string key, CancellationToken cancel);

    /// <summary>Of the organisation that the book belongs to, by itself or by its user; by key.</summary>
    Task<ImmutableArray<CustomField>> OfBook(string tenant, string book, CancellationToken cancel);
}

public enum FieldWritten { Made = 0, Changed = 1, HasAnotherKind = 2, HasUnknownSection = 3 }
