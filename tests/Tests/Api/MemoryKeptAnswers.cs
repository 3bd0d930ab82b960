using System.Collections.Concurrent;
using Contracts;
using Host.Api.Http;

namespace Tests.Api;

internal sealed class MemoryKeptAnswers : IKeptAnswers
{
    public ConcurrentDictionary<string, (byte[] Answer, Instant Until)> Rows { get; } = new();

    public Task<byte[]?> Find(byte[] key, Instant now, CancellationToken cancel) =>
        Task.FromResult(Rows.TryGetValue(Convert.ToHexString(key), out var row) && row.Until > now ? row.Answer : null);

    public Task Keep(byte[] key, byte[] answer, Instant now, Instant until, CancellationToken cancel)
    {
        Rows[Convert.ToHexString(key)] = (answer, until);
        return Task.CompletedTask;
    }
}
