namespace Audiences.Sdk;

/// <summary>What became of a batch.</summary>
public sealed record ApplyResult
{
    private ApplyResult()
    {
    }

    /// <summary>What to poll by, at most 1,024 characters; null when the batch is applied.</summary>
    public string? Receipt { get; private init; }

    /// <summary>How long the server should wait before it polls. Zero when the batch is applied.</summary>
    public TimeSpan PollAfter { get; private init; }

    /// <summary>Who was not taken. The rest of the batch is applied; these are tried again when they enter anew, and by a full run.</summary>
    public IReadOnlyList<RejectedMember> Rejected { get; private init; } = [];

    public static ApplyResult Applied(params IReadOnlyList<RejectedMember> rejected) => new() { Rejected = rejected };

    public static ApplyResult Pending(string receipt, TimeSpan pollAfter) => new() { Receipt = receipt, PollAfter = pollAfter };
}
