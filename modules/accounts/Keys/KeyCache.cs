using System.Collections.Concurrent;
using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>
/// Keys that were looked up, so that a request does not ask the database for its key. Revoking clears it at once; unknown keys
/// are not kept, because another process (<c>audiences keys new</c>) may make them the next moment.
/// </summary>
internal sealed class KeyCache
{
    /// <summary>More keys in use than this are looked up again now and then.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<string, CachedKey> keys = new(StringComparer.Ordinal);
    private readonly Lock adding = new();
    private long generation;

    /// <summary>Read before the database is asked; <see cref="Keep"/> takes no answer that is older than a revocation.</summary>
    public long Generation => Interlocked.Read(ref generation);

    public CachedKey? Find(string hash) => keys.GetValueOrDefault(hash);

    public void Keep(string hash, CachedKey key, long readAt)
    {
        lock (adding)
        {
            if (readAt != generation) return;
            if (keys.Count >= Most) keys.Clear();
            keys[hash] = key;
        }
    }

    public void Clear()
    {
        lock (adding)
        {
            Interlocked.Increment(ref generation);
            keys.Clear();
        }
    }
}

internal sealed record CachedKey(Principal Principal, StoredKey Key);
