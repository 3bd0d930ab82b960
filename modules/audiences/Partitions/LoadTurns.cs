namespace Audiences.Partitions;

/// <summary>
/// How many partitions of a process are read at a time. All at once they take as long, need the memory of all that is read and not yet put together, and
/// share the processor's caches.
/// </summary>
internal sealed class LoadTurns() : Turns(Environment.ProcessorCount + 1);
