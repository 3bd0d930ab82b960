using System.Text.Json.Nodes;

namespace Tests.Support.Crash;

/// <summary>One request of the load: either messages for an ingestion route, or one contact for the upsert.</summary>
internal sealed record Write(int Number, string Path, JsonObject Body)
{
    public bool IsUpsert => Path == "/v1/contacts";

    public IEnumerable<JsonObject> Messages => IsUpsert ? []
        : Body["batch"] is JsonArray batch ? batch.Select(message => message!.AsObject()) : [Body];
}
