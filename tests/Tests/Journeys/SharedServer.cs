using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>One server for the journeys that need no clock of their own; each test uses names nobody else uses.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServer : IAsyncLifetime, ICollectionFixture<SharedServer>
{
    public const string Name = "one server for many tests";

    internal static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    internal ServerProcess Server { get; private set; } = null!;
    internal AudiencesClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await ServerProcess.Start();
        Client = Server.Client();
        await Client.SetClock(Now);
    }

    /// <summary>A new key with these scopes.</summary>
    internal async Task<AudiencesClient> WithScopes(params string[] scopes)
    {
        var answer = await Client.Post("/v1/keys", new JsonObject { ["name"] = string.Join(' ', scopes), ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]) });
        return Server.Client(answer.Is(200, 201).Json["key"].Text());
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }
}
