namespace Host.Plugins.Calling;

/// <summary>How calls into plugins are looked after.</summary>
internal sealed record CallPolicy
{
    /// <summary>After a call was cancelled: whoever has not ended by then hangs.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For one of the plugin's places.</summary>
    public TimeSpan LongestQueue { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before the second try; later ones wait longer, all by chance.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    public int Retries { get; init; } = 2;

    /// <summary>Of a Retry-After: a longer one is for whoever plans the next run.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection rests that fails again and again.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So many tries, most of them failed, and it rests.</summary>
    public int TriesBeforeRest { get; init; } = 6;

    /// <summary>So many within the window switch a plugin off.</summary>
    public int MostDefects { get; init; } = 5;

    public TimeSpan DefectWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Of a process that died: before the first start anew; each later one waits twice as long.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A process that has not loaded its plugin by then is ended.</summary>
    public TimeSpan LongestStart { get; init; } = TimeSpan.FromSeconds(30);
}
