namespace Host.Start;

/// <summary>What the executable does besides serving.</summary>
internal static class Commands
{
    public static Task<int> Run(string[] args)
    {
        Console.Error.WriteLine($"`{string.Join(' ', args)}` is not a command yet.");
        return Task.FromResult(2);
    }
}
