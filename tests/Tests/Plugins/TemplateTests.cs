using System.Net;
using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Plugins;

/// <summary>A plugin made by a stranger, from the template to the server that runs it.</summary>
public class TemplateTests(MadePlugin made) : IClassFixture<MadePlugin>
{
    [Fact]
    public void A_plugin_is_made_and_built_outside_the_repository()
    {
        Assert.True(File.Exists(made.Assembly));
        Assert.False(File.Exists(Path.Combine(made.Plugins, "étoile/Audiences.Sdk.dll")), "the plugin brings a copy of the SDK");
    }

    [Fact]
    public async Task It_is_pinned_and_a_server_loads_it()
    {
        var (exit, entry, error) = await ProgramRun.Of(new Dictionary<string, string>(), ["plugin", "pin", made.Assembly]);
        Assert.True(exit == 0, error);
        var pinned = JsonNode.Parse(entry)!.AsObject();
        Assert.Equal(("toile", "étoile/Étoile.dll"), (pinned["id"].Text(), pinned["assembly"].Text()));
        var loose = pinned.DeepClone().AsObject();
        loose.Remove("sha256");
        await Declare(loose);
        await using var server = await ServerProcess.Start(new() { Settings = new Dictionary<string, string> { ["Plugins__Manifest"] = made.File("plugins.json") } });
        var refused = Assert.Single((await server.Client().Get("/v1/plugins")).Is(200).Json["items"]!.AsArray())!;
        Assert.Equal("malfunctioned", refused["state"].Text());
        Assert.Contains("`audiences plugin pin` prints the entry", refused["reason"].Text(), StringComparison.Ordinal);

        await Declare(pinned);
        var loaded = Assert.Single((await server.Client().Post("/v1/plugins/reload")).Is(200).Json["items"]!.AsArray())!;
        Assert.Equal(("active", null, "0.1.1", "inProcess"), (loaded["state"].Text(), loaded["reason"], loaded["sdkVersion"].Text(), loaded["isolation"].Text()));
        var connector = Assert.Single(loaded["connectors"]!.AsArray())!;
        Assert.Equal(("acme", "audiences"), (connector["id"].Text(), Assert.Single(connector["ports"]!.AsArray())!.GetValue<string>()));
        Assert.Equal([("address", "url", false), ("token", "secret", true)], connector["settings"]!.AsArray().Select(
            setting => (setting!["name"].Text(), setting["kind"].Text(), setting["secret"]!.GetValue<bool>())));
    }

    [Theory]
    [InlineData]
    [InlineData("--process")]
    public async Task It_is_run_without_a_server(params string[] apart)
    {
        using var acme = new HttpListener();
        var address = Listen(acme);
        var asked = Answer(acme);
        await File.WriteAllTextAsync(made.File("sample.csv"), "externalId,email,plan\n1,ann@example.org,pro\n2,bob@example.org,free\n");
        var (exit, output, error) = await ProgramRun.Of(
            new Dictionary<string, string> { ["AUDIENCES_SET_TOKEN"] = "t-1" },
            ["plugin", "run", made.Assembly, "--contacts", made.File("sample.csv"), "--set", $"address={address}", .. apart]);
        Assert.True(exit == 0, error);
        Assert.Equal("check: healthy\nrejected: sample-2 is known to us\napply: 1 of 2 taken\n", output);
        acme.Stop();
        Assert.Equal(["GET / Bearer t-1", "PUT /sample/batches/sample-1 Bearer t-1"], await asked);
    }

    [Fact]
    public void The_readme_shows_the_template_as_it_is() => Assert.Contains(
        $"```csharp\n{File.ReadAllText(Path.Combine(Executable.Root, "plugins/template/AcmeDestination.cs"))}```\n",
        File.ReadAllText(Path.Combine(Executable.Root, "plugins/sdk/README.md")), StringComparison.Ordinal);

    private Task Declare(JsonObject entry) =>
        File.WriteAllTextAsync(made.File("plugins.json"), new JsonObject { ["plugins"] = new JsonArray(entry.DeepClone()) }.ToJsonString());

    private static string Listen(HttpListener listener)
    {
        for (var port = Random.Shared.Next(21_000, 30_000); ; port++)
            try
            {
                listener.Prefixes.Clear();
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                listener.Start();
                return $"http://127.0.0.1:{port}/";
            }
            catch (HttpListenerException) when (port < 31_000)
            {
                // Somebody else has it.
            }
    }

    private static async Task<List<string>> Answer(HttpListener acme)
    {
        var asked = new List<string>();
        try
        {
            while (true)
            {
                var http = await acme.GetContextAsync();
                asked.Add($"{http.Request.HttpMethod} {http.Request.Url!.AbsolutePath} {http.Request.Headers["Authorization"]}");
                http.Response.ContentType = "application/json";
                http.Response.Close("""[{"key":"sample-2","reason":"is known to us"}]"""u8.ToArray(), willBlock: false);
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            return asked;
        }
    }
}
