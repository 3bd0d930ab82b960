namespace Audiences.Partitions;

/// <summary>So many of a process do something at a time, the others wait.</summary>
internal abstract class Turns(int most)
{
    private readonly SemaphoreSlim _free = new(most);

    public async Task<IDisposable> Take()
    {
        await _free.WaitAsync();
        return new Turn(_free);
    }

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
