using Contracts;

namespace Audiences.Stored;

/// <summary>The membership log's past, of which a partition forgets what is old; contacts and what they did are not concerned.</summary>
public interface ILogStore
{
    /// <summary>The last position that is dated before an instant; null when the log begins after all such; also when its first row is younger. It may read the log through.</summary>
    Task<long?> LastBefore(string tenant, int partition, Instant before, CancellationToken cancel);

    /// <summary>
    /// Lets the log begin after a position, durably and together with who was announced to be where until then. What <see cref="IPartitionStore"/>
    /// answers counts from there on.
    /// </summary>
    /// <returns>False: nothing was forgotten, because no sound snapshot of that position or a later one is there. Save one and ask again.</returns>
    Task<bool> Forget(string tenant, int partition, long through, CancellationToken cancel);

    /// <summary>
    /// Takes out what lies before the logs' beginnings. Not before every read has ended that was under way when they moved: on PostgreSQL it
    /// would miss rows that it may still count.
    /// </summary>
    Task Clear(CancellationToken cancel);
}
