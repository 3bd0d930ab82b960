using System.Collections.Immutable;
using MediatR;

namespace Contracts;

/// <summary>
/// A conversation of whose book it is: who took part is made a contact or known again, and what came from somebody or went to him is kept
/// apart from what he had in copy. The same conversation sent again changes nothing. Answered by module archiving.
/// </summary>
/// <param name="Kind">email, meeting or call.</param>
/// <param name="Id">Of the sender's; for people to find it again.</param>
/// <param name="From">An e-mail address, <c>Ann &lt;ann@example.org&gt;</c>, or a phone number; so <paramref name="To"/> and <paramref name="Copied"/>.</param>
public sealed record NoteConversation(
    Principal Who, string Kind, string Id, Instant At, string From, ImmutableArray<string> To, ImmutableArray<string> Copied, string? Book = null)
    : IRequest<ConversationNoted>;

/// <param name="Contacts">Without the principal himself, in the order in which the conversation names them.</param>
/// <param name="Suppressed">Who was erased for good and is not taken again.</param>
public sealed record ConversationNoted(IReadOnlyList<MetContact> Contacts, int Suppressed);

/// <param name="As">direct or copied.</param>
public sealed record MetContact(string Id, string As, bool Created);

/// <summary>Notes on everybody's contact that he took part in a conversation. Answered by module contacts.</summary>
/// <param name="ArchiveAfter">How long who is only ever in copy stays; null: for ever.</param>
public sealed record MeetContacts(
    Principal Who, string Book, string Kind, Instant At, TimeSpan? ArchiveAfter, ImmutableArray<Participant> Participants) : IRequest<ConversationNoted>;

/// <param name="Path">Where it stands in what was sent.</param>
/// <param name="Address">An e-mail address or a phone number.</param>
public sealed record Participant(string Path, string Address, string? Name, bool Copied)
{
    public bool IsEmail => Address.Contains('@', StringComparison.Ordinal);
}

/// <summary>How long who was only ever in copy stays out of the archive, in that book; null: for ever.</summary>
public sealed record AutoArchiveAfter(string Tenant, string Book) : IRequest<TimeSpan?>;

/// <summary>The e-mail addresses under which the principal himself takes part in conversations.</summary>
public sealed record OwnAddresses(Principal Who) : IRequest<ImmutableArray<string>>;

/// <summary>What went into the contact's archives and out of them, newest first, as far as it is kept.</summary>
public sealed record ListArchiveHistory(Principal Who, string Reference, string? Book = null) : IRequest<IReadOnlyList<ArchiveHistoryItem>>;

/// <param name="Change">archived or unarchived.</param>
/// <param name="Team">Whose archive; null: that of whose book the contact is in.</param>
public sealed record ArchiveHistoryItem(string Change, Instant At, string By, string Reason, string? Team);
