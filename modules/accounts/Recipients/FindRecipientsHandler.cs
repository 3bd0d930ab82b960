using System.Collections.Immutable;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class FindRecipientsHandler(Recipients recipients) : IRequestHandler<FindRecipients, ImmutableArray<RecipientInfo>>
{
    public async Task<ImmutableArray<RecipientInfo>> Handle(FindRecipients request, CancellationToken cancel)
    {
        var by = request.By;
        if (by.User is null || !by.Switches.HasFlag(Switches.ShareAudiences))
            throw new Refusal(403, "sharing-is-off", "Sharing is off for this account: an admin switches it on, by PATCH /v1/users/{id} with \"switches\".");
        var withTeams = by.Switches.HasFlag(Switches.ShareWithTeams);
        return [.. (await recipients.Of(by.Tenant, cancel))
            .Where(one => one.Id != $"user:{by.User}" && (withTeams || one.Kind != Recipient.Team) && one.Answers(request.Text))
            .OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Id, StringComparer.Ordinal)
            .Take(request.Limit)
            .Select(one => new RecipientInfo(one.Id, one.Kind, one.Name, one.Email, one.Users.Count(user => user.Id != by.User)))];
    }
}
