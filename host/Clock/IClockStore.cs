using Contracts;

namespace Host.Clock;

/// <summary>Where the manual clock stands; durable when <see cref="Write"/> returns.</summary>
internal interface IClockStore
{
    Task<Instant?> Read(CancellationToken cancel);
    Task Write(Instant now, CancellationToken cancel);
}
