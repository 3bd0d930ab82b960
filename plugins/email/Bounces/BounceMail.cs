using Audiences.Sdk;
using Plugins.Email.Smtp;

namespace Plugins.Email.Bounces;

/// <summary>What a mail to the return path says: delivery reports (RFC 3464) and complaints (ARF, RFC 5965).</summary>
internal static class BounceMail
{
    private static readonly string[] Complaints = ["abuse", "fraud", "opt-out", "opt-out-list", "other", "virus"];

    /// <summary>Each recipient whom a report is about; none when the mail is no report, such as a person's or an absence note.</summary>
    /// <remarks>Their message ids are Message-IDs as they stand there.</remarks>
    public static IReadOnlyList<Bounce> Read(MailPart mail)
    {
        // By the parts that it has: some servers (OpenSMTPD) call a report multipart/mixed.
        var parts = mail.All().ToList();
        var original = Original(parts);
        var id = original.GetValueOrDefault("Message-ID");
        if (parts.Find(part => part.Type == "message/delivery-status") is { } report) return Delivery(report.Decoded(), id);
        if (parts.Find(part => part.Type == "message/feedback-report") is { } complaint) return Complaint(MailPart.Fields(complaint.Decoded()), original, id);
        return [];
    }

    private static List<Bounce> Delivery(string report, string? id) =>
    [
        .. report.Split("\n\n").Select(MailPart.Fields).Where(fields => fields.ContainsKey("Action"))
            .Select(fields => (fields, Kind: Kind(fields["Action"], fields.GetValueOrDefault("Status")))).Where(each => each.Kind is not null)
            .Select(each => new Bounce(
                each.Kind!.Value, Typed(each.fields, "Original-Recipient") ?? Typed(each.fields, "Final-Recipient"), Status(each.fields.GetValueOrDefault("Status")),
                Typed(each.fields, "Diagnostic-Code"), id)),
    ];

    private static List<Bounce> Complaint(Dictionary<string, string> fields, Dictionary<string, string> original, string? id)
    {
        if (!Complaints.Contains(fields.GetValueOrDefault("Feedback-Type")?.ToLowerInvariant())) return [];
        return [new(BounceKind.Complaint, Address(fields.GetValueOrDefault("Original-Rcpt-To") ?? original.GetValueOrDefault("To")), null, fields.GetValueOrDefault("Feedback-Type"), id)];
    }

    private static BounceKind? Kind(string action, string? status) => action.Trim().ToLowerInvariant() switch
    {
        // Much is called permanent that is not his fault: a full mailbox, a sender on a block list, content that was not liked. 5.0.0 says nothing at all.
        "failed" => Status(status) is null or "5.0.0" || Refusals.NobodyThere.Contains(Status(status)!) ? BounceKind.Hard : BounceKind.Soft,
        "delayed" => BounceKind.Soft,
        _ => null,
    };

    private static string? Status(string? status) => status?.Split(' ')[0] is { Length: > 4 } known && known[0] is '2' or '4' or '5' ? status.Split(' ')[0] : null;

    /// <summary>The headers of the mail that came back, whole or in part.</summary>
    private static Dictionary<string, string> Original(List<MailPart> parts) => parts.Find(part => part.Type is "message/rfc822" or "text/rfc822-headers") is { } returned
        ? MailPart.Fields(returned.Decoded().TrimStart('\n').Split("\n\n")[0]) : [];

    /// <summary>A value like "rfc822; zoe@example.org" without its type.</summary>
    private static string? Typed(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) ? Address(value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..]) : null;

    private static string? Address(string? text) => text?.Trim() is { Length: > 0 } value
        ? value is ['<', .., '>'] ? value[1..^1] : value : null;
}
