namespace Audiences.Partitions;

/// <summary>
/// How many partitions of a process judge whole books at a time. A partition holds commits back while it does, and all at once would hold all of them back until the
/// last is done; one after the other they take as long, and each is held only for its own part.
/// </summary>
internal sealed class BuildTurns() : Turns(Math.Max(1, Environment.ProcessorCount / 2));
