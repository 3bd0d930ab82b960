namespace Audiences.Embedded;

/// <summary>A step of a grain's life in limited time. The token asks; the wait ends in any case, for others wait too.</summary>
internal static class Deadline
{
    public static async Task Within(TimeSpan limit, Func<CancellationToken, Task> step)
    {
        using var asked = new CancellationTokenSource();
        var work = step(asked.Token);
        if (work.IsCompleted)
        {
            await work;
            return;
        }

        try
        {
            await work.WaitAsync(limit, TimeProvider.System);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            await asked.CancelAsync();
            throw;
        }
    }
}
