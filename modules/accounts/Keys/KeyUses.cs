using System.Collections.Concurrent;
using Accounts.Stored;
using Contracts;
using Microsoft.Extensions.Logging;

namespace Accounts;

/// <summary>
/// When keys were last taken, by the machine's clock. Written once a minute at most and at every list: what a crash loses is a minute
/// of a note that nothing depends on.
/// </summary>
internal sealed partial class KeyUses(IAccountStore store, TimeProvider machine, ILogger<KeyUses> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Tenant, string Key), Instant> uses = [];
    private long writtenAt = machine.GetTimestamp();

    public void Note(StoredKey key)
    {
        uses[(key.Tenant, key.Id)] = Instant.From(machine.GetUtcNow());
        var written = Interlocked.Read(ref writtenAt);
        // Whoever comes first after the pause writes, and nobody waits for it.
        if (machine.GetElapsedTime(written) >= Pause && Interlocked.CompareExchange(ref writtenAt, machine.GetTimestamp(), written) == written)
            _ = WriteOrLog();
    }

    public async Task Write(CancellationToken cancel)
    {
        var noted = uses.ToArray();
        if (noted.Length == 0) return;
        await store.NoteUses(noted, cancel);
        foreach (var use in noted) uses.TryRemove(use);
    }

    private async Task WriteOrLog()
    {
        try
        {
            await Write(CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogNotWritten(failure.GetType().FullName!, failure.StackTrace);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When keys were last used could not be written; it is tried again: {Failure} {Stack}")]
    private partial void LogNotWritten(string failure, string? stack);
}
