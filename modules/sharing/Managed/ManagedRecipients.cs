using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Who may be, and who by now is, behind the recipients of managed audiences.</summary>
internal sealed class ManagedRecipients(IMediator door)
{
    public Task<ResolvedRecipients> Resolve(StoredManaged set, CancellationToken cancel) => door.Send(
        new ResolveRecipients(
            set.Tenant, set.Recipients.Remove(ManagedPolicy.Everyone), set.Recipients.Contains(ManagedPolicy.Everyone) ? set.Organisation : null),
        cancel);

    /// <summary>Refuses those that are not of the organisation, but for such as were taken before: a list that was read may be sent back when somebody has left.</summary>
    /// <exception cref="Refusal">422 <c>unknown-recipient</c></exception>
    public async Task Check(Principal by, ImmutableArray<string> recipients, ImmutableArray<string> before, CancellationToken cancel)
    {
        var known = new HashSet<string>(before, StringComparer.Ordinal) { ManagedPolicy.Everyone, $"organisation:{by.Organisation}" };
        known.UnionWith((await door.Send(new ListTeams(by), cancel)).Select(team => $"team:{team.Id}"));
        known.UnionWith((await Users(by, cancel)).Select(user => $"user:{user}"));
        Refuse("recipients", recipients.Where(recipient => !known.Contains(recipient)), "everyone, or a user who may have a book, a team, or the organisation itself");
    }

    /// <exception cref="Refusal">422 <c>unknown-recipient</c></exception>
    public async Task CheckUsers(Principal by, ImmutableArray<string> users, CancellationToken cancel)
    {
        var known = (await door.Send(new ListUsers(by), cancel)).Select(user => user.Id).ToHashSet(StringComparer.Ordinal);
        Refuse("users", users.Where(user => !known.Contains(user)), "the id of a user");
    }

    private async Task<IEnumerable<string>> Users(Principal by, CancellationToken cancel) =>
        (await door.Send(new ListUsers(by), cancel)).Where(user => user is { DisabledAt: null, Role: not "viewer" }).Select(user => user.Id);

    private static void Refuse(string field, IEnumerable<string> unknown, string known)
    {
        if (unknown.Take(10).ToArray() is { Length: > 0 } some)
            throw Refusal.Invalid(field, $"{string.Join(", ", some)}: none of your organisation; each is {known}", "unknown-recipient");
    }
}
