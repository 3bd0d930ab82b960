using Audiences.Sdk;

namespace Host.Plugins.Calling;

/// <summary>What the SDK asks of answers, held against them before the server takes them for true.</summary>
internal static class AnswerRules
{
    public static ConnectorHealth Checked(ConnectorHealth? health) => health ?? throw Null("CheckAsync");

    public static ContactPage Checked(ContactPage? page, ReadOrder order)
    {
        if (page?.Contacts is null || page.Deleted is null) throw Null("ReadAsync");
        if (page.Contacts.Count > order.Limit) throw new BrokenPromise($"ReadAsync answered {page.Contacts.Count} contacts where {order.Limit} were asked for");
        if (page.NextCursor?.Length > 4_096) throw new BrokenPromise("ReadAsync answered a cursor of more than 4,096 characters");
        if (page is { HasMore: true, NextCursor: null }) throw new BrokenPromise("ReadAsync answered that there is more, and no cursor to it");
        return page.Contacts.All(IsWhole) ? page : throw new BrokenPromise("ReadAsync answered a contact without an external id, e-mail address or phone number, or with a null in a list");
    }

    public static ApplyResult Checked(ApplyResult? result, string method)
    {
        if (result?.Rejected is null) throw Null(method);
        if (result.Receipt is { Length: 0 or > 1_024 }) throw new BrokenPromise($"{method} answered a receipt that is empty or has more than 1,024 characters");
        if (result.PollAfter < TimeSpan.Zero) throw new BrokenPromise($"{method} asked to be polled in the past");
        return result.Rejected.All(each => each is { Key: not null, Reason: not null }) ? result : throw new BrokenPromise($"{method} rejected somebody without a key or a reason");
    }

    public static ApplyResult Checked(ApplyResult? result, MemberBatch batch)
    {
        var whole = Checked(result, "ApplyAsync");
        if (whole.Rejected.Count == 0) return whole;
        var keys = batch.Adds.Concat(batch.Removes).Select(member => member.Key).ToHashSet();
        return whole.Rejected.All(each => keys.Contains(each.Key)) ? whole : throw new BrokenPromise("ApplyAsync rejected somebody who is not in the batch");
    }

    public static SendResult Checked(SendResult? result) => result ?? throw Null("SendAsync");

    public static ReturnedMail Checked(ReturnedMail? mail)
    {
        if (mail?.Bounces is null || mail.Bounces.Any(bounce => bounce is null)) throw Null("ReadMailAsync");
        return mail.Reply is null or { Id.Length: > 0 and <= 255, From.Length: > 0 } ? mail
            : throw new BrokenPromise("ReadMailAsync answered a reply without a Message-ID of at most 255 characters, or without who wrote it");
    }

    private static bool IsWhole(Contact? contact) =>
        contact is { Emails: not null, Phones: not null, Tags: not null, Traits: not null }
        && (!string.IsNullOrEmpty(contact.ExternalId) || contact.Emails.Count > 0 || contact.Phones.Count > 0)
        && contact.Emails.All(each => each is not null) && contact.Phones.All(each => each is not null) && contact.Tags.All(each => each is not null)
        && contact.Traits.Values.All(each => each is not null);

    private static BrokenPromise Null(string method) => new($"{method} answered null");
}
