namespace Host.Plugins.Calling;

/// <summary>A call of a connector did not come about. What it was to do is unknown to be done: the same call may be made again.</summary>
internal sealed class ConnectorCallFailed(CallFailure failure, string reason, TimeSpan? retryAfter = null) : Exception(reason)
{
    public CallFailure Failure => failure;

    /// <summary>How long to leave it alone; null when nobody said.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>All of a plugin's exception, for whoever runs his own plugin; for no log.</summary>
    public string? Exception { get; init; }

    /// <summary>Waiting may mend it; else somebody has to.</summary>
    public bool MayPass => failure is CallFailure.Unavailable or CallFailure.TimedOut or CallFailure.Busy or CallFailure.Crashed;
}

/// <summary>Why, and so whose job it is.</summary>
internal enum CallFailure
{
    /// <summary>The other side is down, slow or throttling, or the plugin's process starts anew.</summary>
    Unavailable,

    /// <summary>The admin connects anew.</summary>
    NeedsReconnect,

    /// <summary>The admin corrects the settings.</summary>
    Misconfigured,

    /// <summary>It took longer than the plugin's timeout.</summary>
    TimedOut,

    /// <summary>All of the plugin's places are taken.</summary>
    Busy,

    /// <summary>The plugin's own process ended meanwhile, perhaps by another call, and starts anew.</summary>
    Crashed,

    /// <summary>The plugin's maker mends it.</summary>
    Defect,

    /// <summary>No plugin that is active has the connector; its state and reason are in the reason.</summary>
    NotActive,
}
