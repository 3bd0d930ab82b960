namespace Host.Start;

/// <summary>Nothing to do to start grains; when the server stops, calls that are in come to their end.</summary>
internal sealed class EngineStep(Engine engine) : IStartStep
{
    public string Doing => "starting the grain engine";

    public Task Start(CancellationToken cancel) => engine.Start(cancel);

    public Task Stop(CancellationToken cancel) => engine.Stop(cancel);
}
