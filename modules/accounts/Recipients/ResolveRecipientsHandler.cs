using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class ResolveRecipientsHandler(Recipients recipients) : IRequestHandler<ResolveRecipients, ResolvedRecipients>
{
    public async Task<ResolvedRecipients> Handle(ResolveRecipients request, CancellationToken cancel)
    {
        var all = (await recipients.Of(request.Tenant, cancel)).ToDictionary(one => one.Id, StringComparer.Ordinal);
        var asked = request.Recipients.Distinct(StringComparer.Ordinal).ToArray();
        var behind = asked.Where(all.ContainsKey).SelectMany(name => all[name].Users.Select(user => (user, By: name)));
        if (request.Everyone is { } organisation && all.GetValueOrDefault($"organisation:{organisation}") is { } everyone)
            behind = behind.Concat(everyone.Users.Select(user => (user, By: Recipient.Everyone)));
        return new(
            [.. behind.GroupBy(pair => pair.user.Id, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.Ordinal)
                .Select(same => Show(same.First().user, same.Select(pair => pair.By)))],
            [.. asked.Where(name => !all.ContainsKey(name))]);
    }

    private static RecipientUser Show(StoredUser user, IEnumerable<string> by) => new(user.Id, user.Name, user.Organisation, user.Book, [.. by]);
}
