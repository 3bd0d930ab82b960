using System.Collections.Immutable;
using MediatR;

namespace Contracts;

// With whom something may be shared. Answered by module accounts. A recipient is user:<id>, team:<id> or organisation:<id> of the tenant.

/// <summary>What an admin has switched on for a user's account; nothing at first.</summary>
[Flags]
public enum Switches
{
    None = 0,

    /// <summary>The user may share audiences with their contacts.</summary>
    ShareAudiences = 1,

    /// <summary>Teams may be among the recipients.</summary>
    ShareWithTeams = 2,
}

/// <summary>Which of <see cref="Switches"/> are on, as it is shown.</summary>
public sealed record SwitchesView(bool ShareAudiences, bool ShareWithTeams)
{
    public static SwitchesView Of(Switches on) => new(on.HasFlag(Switches.ShareAudiences), on.HasFlag(Switches.ShareWithTeams));
}

/// <summary>What is null stays.</summary>
public sealed record SwitchesChange(bool? ShareAudiences, bool? ShareWithTeams)
{
    public Switches Of(Switches held) => With(With(held, Switches.ShareAudiences, ShareAudiences), Switches.ShareWithTeams, ShareWithTeams);

    private static Switches With(Switches held, Switches one, bool? on) => on switch { true => held | one, false => held & ~one, null => held };
}

/// <summary>Type-ahead: those with whom the principal may share and whose name, or a user's e-mail, contains the text; by name. Never himself.</summary>
/// <exception cref="Refusal">403 <c>sharing-is-off</c></exception>
public sealed record FindRecipients(Principal By, string Text, int Limit) : IRequest<ImmutableArray<RecipientInfo>>;

/// <param name="Recipient">As it is given to a share.</param>
/// <param name="Users">How many it stands for now, without who asks.</param>
public sealed record RecipientInfo(string Recipient, string Kind, string Name, string? Email, int Users);

/// <summary>Whom the recipients stand for by now: users who may have a book, each once, by id.</summary>
/// <param name="Everyone">All users of this organisation too; null: only the recipients.</param>
public sealed record ResolveRecipients(string Tenant, ImmutableArray<string> Recipients, string? Everyone = null) : IRequest<ResolvedRecipients>;

/// <param name="Unknown">Recipients that are not there, or not any more.</param>
public sealed record ResolvedRecipients(ImmutableArray<RecipientUser> Users, ImmutableArray<string> Unknown);

/// <param name="Book">The user's own.</param>
/// <param name="By">The recipients that stand for the user.</param>
public sealed record RecipientUser(string User, string Name, string Organisation, string Book, ImmutableArray<string> By);
