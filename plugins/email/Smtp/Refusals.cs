using Audiences.Sdk;

namespace Plugins.Email.Smtp;

/// <summary>What a server's no means: for this message, this recipient, or for all.</summary>
internal static class Refusals
{
    // RFC 3463 and RFC 7505: no such mailbox or domain, moved away, takes no mail, switched off.
    public static readonly HashSet<string> NobodyThere = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

    /// <returns>The message is not sent, ever.</returns>
    /// <exception cref="ConnectorException">It is another day's, or the admin's.</exception>
    public static SendResult Of(SmtpRefusedException refused)
    {
        var (reply, status) = (refused.Reply, refused.Reply.Status);
        // 5.4.5: the day's quota, which a provider calls permanent.
        if (!reply.IsPermanent || status == "5.4.5") throw new ConnectorException(ConnectorFailure.Unavailable, $"The mail server put it off: {reply}", refused);
        if (reply.Code is 530 or 538 || IsRelayDenied(reply))
            throw new ConnectorException(ConnectorFailure.Misconfigured, $"The mail server sends nothing for this connection: {reply}", refused);
        if (refused.Command is not ("MAIL" or "RCPT" or "DATA" or "message"))
            throw new ConnectorException(ConnectorFailure.Misconfigured, $"The mail server refused {refused.Command}: {reply}", refused);
        return SendResult.Refused(
            $"The mail server refused it: {reply}", suppress: refused.Command is "RCPT" or "message" && status is not null && NobodyThere.Contains(status));
    }

    // The server does not send for us, to nobody: no fault of the recipient.
    private static bool IsRelayDenied(SmtpReply reply) =>
        reply.Status is null or ['5', '.', '7', '.', ..] && reply.Lines.Any(line => line.Contains("relay", StringComparison.OrdinalIgnoreCase));
}
