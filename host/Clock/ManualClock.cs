using Contracts;

namespace Host.Clock;

/// <summary>Business time moves only when it is told to, forward, and stands where it stood after a restart.</summary>
internal sealed class ManualClock(IClockStore store) : BusinessClock, IDisposable
{
    public static readonly Instant First = Instant.From(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    readonly SemaphoreSlim moving = new(1);
    long? now;

    public override bool IsManual => true;

    /// <exception cref="InvalidOperationException">The clock has not been read from the store yet.</exception>
    public override DateTimeOffset GetUtcNow()
    {
        lock (moving)
        {
            return now is { } ms ? new Instant(ms).ToDateTimeOffset() : throw new InvalidOperationException("The manual clock is not loaded.");
        }
    }

    /// <summary>Once, before the first look at it.</summary>
    public async Task Load(CancellationToken cancel) => Show(await store.Read(cancel) ?? First);

    /// <summary>Moves to an instant that is not before now.</summary>
    /// <exception cref="Refusal">422 <c>clock-backwards</c>; nothing was moved.</exception>
    public async Task MoveTo(Instant to, CancellationToken cancel)
    {
        await moving.WaitAsync(cancel);
        try
        {
            if (to < Now) throw Refusal.Invalid("now", $"The clock stands at {Now} and moves only forward.", "clock-backwards");
            // Kept before it is shown: what was dated by this instant must not find an earlier clock after a crash.
            await store.Write(to, cancel);
            Show(to);
        }
        finally
        {
            moving.Release();
        }
    }

    public void Dispose() => moving.Dispose();

    void Show(Instant at)
    {
        lock (moving)
        {
            now = at.Ms;
        }
    }
}
