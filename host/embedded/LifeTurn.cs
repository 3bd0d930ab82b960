namespace Audiences.Embedded;

/// <summary>
/// An activation's own beginning or end. What the grain starts in it may live for long, so it runs without the
/// execution context of the caller who happened to be first.
/// </summary>
internal sealed class LifeTurn(EmbeddedEngine engine, Turn? caller, Func<Task> step, string name) : Turn(engine, caller, flows: false)
{
    public override void Reject(Exception reason) { }

    public override string ToString() => name;

    protected override void Run() => _ = step();
}
