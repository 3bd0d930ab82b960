using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Audiences.Sdk;
using Host.Plugins.Calling;
using Host.Plugins.Loading;

namespace Tests.Plugins;

/// <summary>One plugin's calls, without a plugin.</summary>
public sealed class PluginSupervisorTests : IDisposable
{
    private static readonly PluginCall Call = new(Guid.NewGuid(), "acme", default, new CheckOrder());

    private readonly ConcurrentQueue<string> switchedOff = new();
    private readonly PluginMeters meters = new();

    public void Dispose() => meters.Dispose();

    [Fact]
    public async Task A_plugin_that_ends_in_time_when_it_is_cancelled_is_slow_and_not_broken()
    {
        var supervisor = Over(new Room(async cancel =>
        {
            await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return CallAnswer.Canceled;
        }));
        for (var call = 0; call < 10; call++)
            Assert.Equal(CallFailure.TimedOut, (await Assert.ThrowsAsync<ConnectorCallFailed>(() => supervisor.Call(Call, CancellationToken.None))).Failure);
        Assert.Empty(switchedOff);
    }

    [Fact]
    public async Task What_a_plugin_answers_at_the_last_moment_counts()
    {
        var supervisor = Over(new Room(async cancel =>
        {
            await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return CallAnswer.Of(true, typeof(bool));
        }));
        Assert.True((await supervisor.Call(Call, CancellationToken.None)).Result!.Value.GetBoolean());
    }

    [Fact]
    public async Task Who_cancels_is_let_go_though_the_plugin_hangs()
    {
        var supervisor = Over(new Room(_ => new TaskCompletionSource<CallAnswer>().Task), timeout: TimeSpan.FromHours(1));
        using var cancel = new CancellationTokenSource();
        var call = supervisor.Call(Call, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(ConnectorFailure.NeedsReconnect, CallFailure.NeedsReconnect)]
    [InlineData(ConnectorFailure.Misconfigured, CallFailure.Misconfigured)]
    [InlineData(ConnectorFailure.Unavailable, CallFailure.Unavailable)]
    public async Task What_the_other_side_is_to_blame_for_switches_nothing_off(ConnectorFailure thrown, object told)
    {
        var supervisor = Over(new Room(_ => Task.FromResult(CallAnswer.Failed(new(thrown, "Down.") { RetryAfter = TimeSpan.FromHours(1) }))));
        for (var call = 0; call < 10; call++)
        {
            var failed = await Assert.ThrowsAsync<ConnectorCallFailed>(() => supervisor.Call(Call, CancellationToken.None));
            Assert.Equal(((CallFailure)told, "Down.", TimeSpan.FromHours(1)), (failed.Failure, failed.Message, failed.RetryAfter));
        }
        Assert.Empty(switchedOff);
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(1, 3)]
    [InlineData(3_600_000, 1)]
    public async Task A_long_retry_after_is_left_to_the_caller_and_a_short_one_waited_for(int? milliseconds, int tries)
    {
        var made = 0;
        var pipeline = ConnectionPolicy.Make(PluginsUnderTest.Hurried, TimeProvider.System);
        await Assert.ThrowsAsync<ConnectorCallFailed>(async () => await pipeline.ExecuteAsync<int>(_ =>
        {
            made++;
            throw new ConnectorCallFailed(CallFailure.Unavailable, "Down.", milliseconds is { } wait ? TimeSpan.FromMilliseconds(wait) : null);
        }));
        Assert.Equal(tries, made);
    }

    [Theory]
    [InlineData(CallFailure.TimedOut)]
    [InlineData(CallFailure.NeedsReconnect)]
    [InlineData(CallFailure.Misconfigured)]
    [InlineData(CallFailure.Crashed)]
    [InlineData(CallFailure.Defect)]
    [InlineData(CallFailure.Busy)]
    public async Task Nothing_else_is_tried_again(object failure)
    {
        var made = 0;
        var pipeline = ConnectionPolicy.Make(PluginsUnderTest.Hurried, TimeProvider.System);
        await Assert.ThrowsAsync<ConnectorCallFailed>(async () => await pipeline.ExecuteAsync<int>(_ =>
        {
            made++;
            throw new ConnectorCallFailed((CallFailure)failure, "No.");
        }));
        Assert.Equal(1, made);
    }

    [Fact]
    public void Defects_long_ago_are_forgotten()
    {
        var (count, noon) = (new DefectCount(3, TimeSpan.FromMinutes(10)), DateTimeOffset.UnixEpoch);
        Assert.False(count.Add(noon));
        Assert.False(count.Add(noon.AddMinutes(1)));
        Assert.False(count.Add(noon.AddMinutes(10.5)));
        Assert.True(count.Add(noon.AddMinutes(10.6)));
    }

    [Fact]
    public async Task Calls_are_measured()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == PluginMeters.Name) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        await Over(new Room(_ => Task.FromResult(CallAnswer.Of(true, typeof(bool))))).Call(Call, CancellationToken.None);
        await Assert.ThrowsAsync<ConnectorCallFailed>(() => Over(new Room(_ => Task.FromResult(CallAnswer.Broken(new FormatException())))).Call(Call, CancellationToken.None));
        Assert.Contains("audiences.plugin.call.duration plugin=supervised connector=acme call=check outcome=done", seen);
        Assert.Contains("audiences.plugin.call.duration plugin=supervised connector=acme call=check outcome=Defect", seen);
        Assert.Contains("audiences.plugin.defects plugin=supervised", seen);
        Assert.Contains("audiences.plugin.calls.running plugin=supervised", seen);

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            seen.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
    }

    private PluginSupervisor Over(Room room, TimeSpan? timeout = null) => new(
        "supervised", room, new(timeout ?? TimeSpan.FromMilliseconds(50), 2, 64), PluginsUnderTest.Hurried, meters, TimeProvider.System, switchedOff.Enqueue);

    private sealed class Room(Func<CancellationToken, Task<CallAnswer>> answer) : IPluginRoom
    {
        public event Action<string> Died
        {
            add { }
            remove { }
        }

        public PluginReport Report { get; } = new(Host.Plugins.PluginState.Active, null, null, null, []);

        public Task<CallAnswer> Run(PluginCall call, CancellationToken cancel) => answer(cancel);

        public bool End(string reason) => false;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
