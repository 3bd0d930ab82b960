using System.Collections.Concurrent;

namespace Plugins.Email.Smtp;

/// <summary>Sessions that are kept open for the next message: a few, for a while, and for so many messages as servers commonly allow.</summary>
internal sealed class SmtpSessions(SmtpConnector connector, TimeProvider time) : IAsyncDisposable
{
    private const int MostIdle = 4, MostSent = 50;

    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(20);

    private readonly ConcurrentBag<(SmtpSession Session, long Since)> _idle = [];
    private volatile bool _disposed;

    /// <summary>One that stands: whether an idle one does is tried, so that its death is no message's.</summary>
    public async Task<SmtpSession> TakeAsync(CancellationToken cancel)
    {
        while (_idle.TryTake(out var idle))
        {
            if (time.GetElapsedTime(idle.Since) < LongestIdle && await StandsAsync(idle.Session, cancel)) return idle.Session;
            await idle.Session.DisposeAsync();
        }
        return await connector.OpenAsync(cancel);
    }

    public async ValueTask GiveBackAsync(SmtpSession session)
    {
        if (session.Sent < MostSent && _idle.Count < MostIdle) _idle.Add((session, time.GetTimestamp()));
        else await session.DisposeAsync();
        if (_disposed) await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        while (_idle.TryTake(out var idle)) await idle.Session.DisposeAsync();
    }

    private static async Task<bool> StandsAsync(SmtpSession session, CancellationToken cancel)
    {
        try
        {
            await session.ResetAsync(cancel);
            return true;
        }
        catch (Exception gone) when (gone is IOException or InvalidDataException or SmtpRefusedException)
        {
            return false;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }
}
