using Contracts;

namespace Contacts;

/// <summary>Longer and longer pauses between tries, and in the end no more of them.</summary>
internal sealed class Pauses(TimeProvider machine)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // About a minute. Then the job comes back with the whole chunk, and looks whether it is still wanted.
    private const int Most = 32;

    private TimeSpan next = First;
    private int taken;

    /// <summary>Tries again as long as the answer is: later.</summary>
    /// <exception cref="Refusal">503: that was long enough; and what the order itself is refused with.</exception>
    public static async Task<T> Outlast<T>(TimeProvider machine, Func<Task<T>> order, CancellationToken cancel)
    {
        var pauses = new Pauses(machine);
        while (true)
        {
            try
            {
                return await order();
            }
            catch (Exception busy) when (AreMeantBy(busy))
            {
                await pauses.Next(cancel);
            }
        }
    }

    /// <summary>The failure says: later.</summary>
    public static bool AreMeantBy(Exception failure) => failure is Refusal { Status: 429 or 503 } or PartitionNotReadyException;

    /// <exception cref="Refusal">503: there have been enough.</exception>
    public Task Next(CancellationToken cancel)
    {
        if (++taken > Most) throw Refusal.NotReady();
        var pause = next;
        next = pause * 2 < Longest ? pause * 2 : Longest;
        return Task.Delay(pause, machine, cancel);
    }
}
