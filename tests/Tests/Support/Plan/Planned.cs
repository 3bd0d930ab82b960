using System.Text.Json.Nodes;

namespace Tests.Support.Plan;

/// <summary>A message to be fed to an SDK: <paramref name="Body"/> is the SDK call's argument with its <c>type</c>.</summary>
internal sealed record Planned(DateTimeOffset At, DateTimeOffset Arrival, JsonObject Body)
{
    public bool IsEvent => Body["type"].Text() is "track" or "page" or "screen";
}
