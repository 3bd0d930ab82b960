namespace Tests.Support;

internal sealed record ServerOptions
{
    public bool ManualClock { get; init; } = true;

    /// <summary>Words put before <c>dotnet audiences.dll</c>, e.g. a tracer that stays a grandchild so that the process id is the server's.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>The data folder; a fresh temporary one when absent.</summary>
    public string? Data { get; init; }

    /// <summary>Text by which a server that is to stand by says so; waited for instead of ready.</summary>
    public string? StandsBy { get; init; }

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
