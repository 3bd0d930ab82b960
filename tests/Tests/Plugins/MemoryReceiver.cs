using Audiences.Sdk;

namespace Tests.Plugins;

/// <summary>The other side of a destination, as a list: what is added twice is there twice.</summary>
internal sealed class MemoryReceiver
{
    private TaskCompletionSource? _stalled;
    private bool _losing;

    public Dictionary<string, List<string>> Members { get; } = [];

    public HashSet<string> Done { get; } = [];

    public Dictionary<string, ApplyResult> Outcomes { get; } = [];

    public static Member Refused { get; } = new("refused", new());

    public void LoseNextAnswer() => _losing = true;

    public Task StallNextCall() => (_stalled = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async Task StallAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _stalled, null) is not { } stalled) return;
        stalled.SetResult();
        await Task.Delay(Timeout.Infinite, cancel);
    }

    public bool LosesAnswer() => Interlocked.Exchange(ref _losing, false);

    public List<string> Of(string audience) => Members.TryGetValue(audience, out var members) ? members : Members[audience] = [];
}
