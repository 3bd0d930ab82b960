using Audiences.Sdk;

namespace Misbehaving;

[Connector("throwing", "Throws in its constructor")]
public sealed class Throwing : Broken
{
    public Throwing() => throw new InvalidOperationException("about somebody@example.org");

    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel) => Task.FromResult(One);
}

[Connector("waiting", "Waits for ever and takes no notice of being cancelled")]
public sealed class Waiting : Broken
{
    public override async Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        return One;
    }
}

[Connector("blocking", "Holds its thread and takes no notice of being cancelled")]
public sealed class Blocking : Broken
{
    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        Thread.Sleep(Timeout.Infinite);
        return Task.FromResult(One);
    }
}

[Connector("spinning", "Loops for ever")]
public sealed class Spinning : Broken
{
    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        while (limit > 0)
        {
        }
        return Task.FromResult(One);
    }
}

[Connector("leaking", "Takes all the memory there is")]
public sealed class Leaking : Broken
{
    private readonly List<byte[]> kept = [];

    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        while (true) kept.Add(new byte[1 << 20]);
    }
}

[Connector("overflowing", "Overflows the stack")]
public sealed class Overflowing : Broken
{
    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel) => Task.FromResult(One with { NextCursor = $"{Deeper(1)}" });

    private static int Deeper(int depth) => Deeper(depth + 1) + depth;
}

[Connector("exiting", "Ends the process")]
public sealed class Exiting : Broken
{
    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        Environment.Exit(0);
        return Task.FromResult(One);
    }
}

[Connector("crashing", "Throws on a thread of its own")]
public sealed class Crashing : Broken
{
    public override async Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        new Thread(() => throw new InvalidOperationException("about somebody@example.org")).Start();
        await Task.Delay(Timeout.Infinite, cancel);
        return One;
    }
}

[Connector("flooding", "Writes as much as it can to both streams, 16 MB in all")]
public sealed class Flooding : Broken
{
    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        var line = new string('x', 1_023);
        for (var lines = 0; lines < 8 << 10; lines++)
        {
            Console.WriteLine(line);
            Console.Error.WriteLine(line);
        }
        return Task.FromResult(One);
    }
}

[Connector("promising", "Answers more than it was asked for")]
public sealed class Promising : Broken
{
    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel) =>
        Task.FromResult(new ContactPage([.. Enumerable.Range(0, limit + 1).Select(each => new Contact { ExternalId = $"{each}" })], null, false));
}

[Connector("slow", "Takes a second, and is of no use once it is disposed of")]
public sealed class Slow : Broken, IDisposable
{
    private bool gone;

    public override async Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        await Task.Delay(1_000, CancellationToken.None);
        ObjectDisposedException.ThrowIf(gone, this);
        return One;
    }

    public void Dispose() => gone = true;
}

[Connector("process-id", "Tells in which process it runs")]
public sealed class ProcessId : Broken
{
    public override Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel) =>
        Task.FromResult(new ContactPage([new() { ExternalId = $"{Environment.ProcessId}" }], null, false));
}
