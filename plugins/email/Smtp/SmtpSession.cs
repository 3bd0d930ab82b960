namespace Plugins.Email.Smtp;

/// <summary>A connection that takes one message after another.</summary>
internal sealed class SmtpSession(SmtpWire wire, IReadOnlyDictionary<string, string> offers) : IAsyncDisposable
{
    /// <summary>Messages sent by it.</summary>
    public int Sent { get; private set; }

    public bool TakesUtf8 => offers.ContainsKey("SMTPUTF8");

    /// <summary>Hands one message over.</summary>
    /// <returns>What the server said at the end, often with its own id.</returns>
    /// <exception cref="SmtpRefusedException">It was refused; the session can be used again.</exception>
    public async Task<SmtpReply> SendAsync(Envelope envelope, CancellationToken cancel)
    {
        await wire.AskAsync($"MAIL FROM:<{envelope.From}>{(envelope.NeedsUtf8 ? " SMTPUTF8" : "")}", cancel);
        await wire.AskAsync($"RCPT TO:<{envelope.To}>", cancel);
        await wire.AskAsync("DATA", cancel);
        await wire.WriteAsync(DotStuffed.Of(envelope.Content), cancel);
        var reply = SmtpWire.Positive("message", await wire.ReadAsync(cancel));
        Sent++;
        return reply;
    }

    /// <summary>Makes it as new, and finds out whether it still stands.</summary>
    public Task ResetAsync(CancellationToken cancel) => wire.AskAsync("RSET", cancel);

    public Task QuitAsync(CancellationToken cancel) => wire.AskAsync("QUIT", cancel);

    public ValueTask DisposeAsync() => wire.Stream.DisposeAsync();
}
