using System.Collections.Immutable;
using MediatR;

namespace Contracts;

// What a share does to contacts, in its owner's book and in those of its recipients. Answered by module contacts.

/// <summary>Which of the contacts a share may take along now, in the order given.</summary>
public sealed record JudgeSources(string Tenant, string Book, ImmutableArray<Guid> Contacts) : IRequest<ImmutableArray<JudgedSource>>;

/// <param name="Version">Grows with every change of the profile.</param>
public readonly record struct JudgedSource(Guid Contact, long Version, Standing Standing);

/// <summary>Whether a contact crosses, and if not, why.</summary>
public enum Standing
{
    Crosses = 0,

    /// <summary>Erased, merged into another, or not of the book.</summary>
    Gone = 1,
    Unsubscribed = 2,

    /// <summary>Nobody ever said whether the person wants mails.</summary>
    ConsentUnknown = 3,
    Archived = 4,

    /// <summary>In a personal segment.</summary>
    Personal = 5,

    /// <summary>No e-mail and no phone number that could be read.</summary>
    NoAddress = 6,
}

/// <summary>
/// Makes a recipient's book have of these contacts what the share gives, as they are now, or takes back what it gave. Done again, it changes
/// nothing. What is answered is durable.
/// </summary>
/// <param name="IsTrial">Only says what would be done.</param>
public sealed record CopyContacts(CopyOrder Order, ImmutableArray<CopyItem> Items, bool IsTrial = false) : IRequest<CopyCounts>;

/// <param name="From">The user whose share it is.</param>
/// <param name="SourceBook">In which the contacts are.</param>
/// <param name="Book">The recipient's, to which they are copied.</param>
/// <param name="Audience">The recipient's, of kind shared, into which they come.</param>
/// <param name="Tag">By which the recipient finds them too: the audience's name.</param>
/// <param name="Fields">Keys of the custom fields that cross; null: all, between books of one organisation.</param>
public sealed record CopyOrder(
    string Tenant, string Share, string From, string SourceBook, string Book, string Audience, string Tag, ImmutableArray<string>? Fields)
{
    public bool Crosses(string field) => Fields?.Contains(field) != false;
}

/// <param name="Goes">False: it is not in the share any more. One that may not cross by now is taken back all the same.</param>
public readonly record struct CopyItem(Guid Source, bool Goes);

/// <param name="Added">Contacts that the book did not have.</param>
/// <param name="Updated">Contacts that it had, and that were changed.</param>
/// <param name="Unchanged">That have all of it already, or of which nothing is to be taken back.</param>
/// <param name="Removed">That have left the shared audience.</param>
/// <param name="Suppressed">Whom the book's owner had erased for good.</param>
public readonly record struct CopyCounts(int Added, int Updated, int Unchanged, int Removed, int Suppressed)
{
    public static CopyCounts operator +(CopyCounts a, CopyCounts b) => new(
        a.Added + b.Added, a.Updated + b.Updated, a.Unchanged + b.Unchanged, a.Removed + b.Removed, a.Suppressed + b.Suppressed);
}

/// <summary>Which custom fields cross from one organisation's book to another's: those of the same key and kind, with the same currency and options.</summary>
public sealed record CompareCustomFields(string Tenant, string SourceBook, string Book) : IRequest<CrossingFields>;

/// <param name="Cross">Keys.</param>
/// <param name="StayBehind">Keys that the source's organisation has besides: they are kept with the share, to be read.</param>
public sealed record CrossingFields(ImmutableArray<string> Cross, ImmutableArray<string> StayBehind);
