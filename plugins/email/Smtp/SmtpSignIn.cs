using System.Text;
using Audiences.Sdk;

namespace Plugins.Email.Smtp;

/// <summary>AUTH: PLAIN, LOGIN and XOAUTH2 (RFC 4954).</summary>
internal static class SmtpSignIn
{
    /// <exception cref="ConnectorException">The server does not know the user, or offers no way to sign in that is known here.</exception>
    public static async Task SignInAsync(SmtpWire wire, EmailSettings settings, Dictionary<string, string> offers, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(settings.UserName)) return;
        if (settings.Encryption == Encryption.None)
            throw new ConnectorException(ConnectorFailure.Misconfigured, "A password is not sent unencrypted: take StartTls or Tls, or no user name.");
        var ways = offers.GetValueOrDefault("AUTH", "").ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var secret = settings.Password?.Reveal() ?? "";
        try
        {
            if (settings.SignIn == SignIn.OAuthToken)
                await FinishAsync(wire, await RawAsync(wire, $"AUTH XOAUTH2 {Base64($"user={settings.UserName}\u0001auth=Bearer {secret}\u0001\u0001")}", cancel), cancel);
            else if (ways.Contains("PLAIN")) await wire.AskAsync($"AUTH PLAIN {Base64($"\0{settings.UserName}\0{secret}")}", cancel);
            else if (ways.Contains("LOGIN"))
            {
                await wire.AskAsync("AUTH LOGIN", cancel);
                await FinishAsync(wire, await RawAsync(wire, Base64(settings.UserName), cancel), cancel, Base64(secret));
            }
            else throw new ConnectorException(
                ConnectorFailure.Misconfigured, $"{settings.Server} offers {(ways.Length == 0 ? "no way to sign in" : string.Join(", ", ways))}; PLAIN and LOGIN are known here.");
        }
        catch (SmtpRefusedException refused) when (refused.Reply.IsPermanent)
        {
            throw new ConnectorException(
                refused.Reply.Code == 535 ? ConnectorFailure.NeedsReconnect : ConnectorFailure.Misconfigured, $"{settings.Server} does not let {settings.UserName} in: {refused.Reply}", refused);
        }
    }

    // A server that refuses a token sends why as a challenge, and the refusal after an empty answer.
    private static async Task FinishAsync(SmtpWire wire, SmtpReply reply, CancellationToken cancel, string answer = "")
    {
        if (reply.Code == 334) reply = await RawAsync(wire, answer, cancel);
        SmtpWire.Positive("AUTH", reply);
    }

    private static async Task<SmtpReply> RawAsync(SmtpWire wire, string line, CancellationToken cancel)
    {
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), cancel);
        return await wire.ReadAsync(cancel);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
