using System.Text.Json;

namespace Host.Plugins.Calling;

/// <summary>An order for one connection.</summary>
/// <param name="Connection">The plugin's object is made at the first call with this id, and kept for the next.</param>
/// <param name="Settings">With the secrets in them.</param>
internal sealed record PluginCall(Guid Connection, string Connector, JsonElement Settings, ConnectorOrder Order)
{
    // Records show all their members, and logs show records.
    public override string ToString() => $"{Order.Word} of {Connector}";
}
