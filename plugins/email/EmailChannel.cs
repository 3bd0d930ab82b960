using System.Net.Mail;
using System.Net.Sockets;
using Audiences.Sdk;
using Plugins.Email.Bounces;
using Plugins.Email.Mime;
using Plugins.Email.Smtp;

namespace Plugins.Email;

/// <summary>Hands e-mails to an SMTP server.</summary>
[Connector("email", "E-mail (SMTP)")]
public sealed class EmailChannel : IMessageChannel<EmailMessage>, IMailReader, IAsyncDisposable
{
    private readonly EmailSettings _settings;
    private readonly TimeProvider _time;
    private readonly SmtpSessions _sessions;

    public EmailChannel(EmailSettings settings, TimeProvider time) =>
        (_settings, _time, _sessions) = (settings, time, new(new(settings), time));

    public async Task<ConnectorHealth> CheckAsync(CancellationToken cancel)
    {
        try
        {
            ReturnPath("x");
            return await ToldAsync(async () =>
            {
                await using var session = await new SmtpConnector(_settings).OpenAsync(cancel);
                await session.QuitAsync(cancel);
                return ConnectorHealth.Healthy;
            }, cancel);
        }
        catch (ConnectorException failed)
        {
            return ConnectorHealth.Failing(failed.Failure, failed.Message);
        }
    }

    public async Task<SendResult> SendAsync(EmailMessage message, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (MimeMessage.Objection(message) is { } objection) return SendResult.Refused(objection);
        return await ToldAsync(() => HandOverAsync(message, cancel), cancel);
    }

    public Task<ReturnedMail> ReadMailAsync(ReadOnlyMemory<byte> mail, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var read = MailPart.Read(mail.Span);
        var sentTo = new[] { "X-Original-To", "Delivered-To", "To" }.Select(read.Header).Select(MessageIdIn).FirstOrDefault(id => id is not null);
        var bounces = BounceMail.Read(read).Select(bounce => bounce with { MessageId = IdOf(bounce.MessageId) ?? sentTo }).ToList();
        return Task.FromResult(new ReturnedMail(bounces, bounces.Count > 0 ? null : ReplyMail.Of(read)));
    }

    public ValueTask DisposeAsync() => _sessions.DisposeAsync();

    private async Task<SendResult> HandOverAsync(EmailMessage message, CancellationToken cancel)
    {
        var session = await _sessions.TakeAsync(cancel);
        var usable = false;
        try
        {
            var envelope = new Envelope(ReturnPath(message.Id) ?? MailAddressForm.Of(message.From), MailAddressForm.Of(message.To), MimeMessage.Write(message, _time.GetUtcNow()), MailAddressForm.NeedsUtf8(message));
            if (envelope.NeedsUtf8 && !session.TakesUtf8)
            {
                usable = true;
                return SendResult.Refused("The mail server takes no addresses with letters beyond ASCII before the @ (SMTPUTF8).");
            }
            await session.SendAsync(envelope, cancel);
            usable = true;
            return SendResult.Accepted(MimeMessage.MessageId(message));
        }
        catch (SmtpRefusedException refused)
        {
            usable = refused.Reply.Code != 421;
            return Refusals.Of(refused);
        }
        finally
        {
            if (usable) await _sessions.GiveBackAsync(session);
            else await session.DisposeAsync();
        }
    }

    /// <summary>Of a Message-ID that <see cref="MimeMessage.MessageId"/> has made.</summary>
    private static string? IdOf(string? messageId) => messageId?.Trim('<', '>', ' ').Split('@') is [{ Length: > 0 } id, _] ? id : null;

    /// <summary>What stands for {id} in an address that is the return path.</summary>
    private string? MessageIdIn(string? address)
    {
        if (address is null || _settings.ReturnPath?.Split("{id}") is not [var before, var after]) return null;
        var bare = address.Trim().Trim('<', '>');
        return bare.Length > before.Length + after.Length && bare.StartsWith(before, StringComparison.OrdinalIgnoreCase) && bare.EndsWith(after, StringComparison.OrdinalIgnoreCase)
            ? bare[before.Length..^after.Length] : null;
    }

    private string? ReturnPath(string id)
    {
        if (string.IsNullOrWhiteSpace(_settings.ReturnPath)) return null;
        return MailAddress.TryCreate(_settings.ReturnPath.Replace("{id}", id, StringComparison.Ordinal), out var path) && MailAddressForm.Objection(path) is null
            ? MailAddressForm.Of(path) : throw new ConnectorException(ConnectorFailure.Misconfigured, "Where bounces go is no e-mail address.");
    }

    private async Task<T> ToldAsync<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await call();
        }
        catch (SmtpRefusedException refused) when (refused.Reply.IsPermanent)
        {
            throw new ConnectorException(ConnectorFailure.Misconfigured, $"{_settings.Server} refused: {refused.Message}", refused);
        }
        catch (Exception broken) when (broken is SocketException or IOException or InvalidDataException or SmtpRefusedException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{_settings.Server}:{_settings.Port}: {broken.Message}", broken);
        }
    }
}
