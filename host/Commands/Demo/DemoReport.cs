using System.Globalization;
using System.Text.Json;

namespace Host.Commands.Demo;

/// <summary>The demo's audiences as they are now, and what to try next.</summary>
internal sealed class DemoReport(ServerClient server, TextWriter output)
{
    public async Task Show(CancellationToken cancel)
    {
        var names = DemoAudience.All.Select(audience => audience.Name).ToList();
        var audiences = (await DemoState.Read(server, cancel)).Audiences.OrderBy(audience => names.IndexOf(Name(audience))).ToArray();
        foreach (var audience in audiences)
            await output.WriteLineAsync($"\n{Size(audience),6}  {Name(audience)}\n        {audience.GetProperty("sentence").GetString()}");
        await output.WriteLineAsync($"""

            Sizes follow time from here on. What to try next, each with -H "Authorization: Bearer $AUDIENCES_ADMIN_KEY":

              curl "{Address("/v1/audiences?q=demo")}"    the six, with ids and definitions
              curl "{Address("/v1/contacts/externalId:demo-person-0021/audiences")}"    who is where, and until when

            `audiences demo remove` takes all of it away again.
            """);
    }

    private string Address(string path) => new Uri(server.Url, path).ToString();

    private static string Name(JsonElement audience) => audience.GetProperty("name").GetString()!;

    private static string Size(JsonElement audience) => audience.GetProperty("size") is var size && size.GetProperty("count").ValueKind == JsonValueKind.Number
        ? size.GetProperty("count").GetInt32().ToString("N0", CultureInfo.InvariantCulture) : "pending";
}
