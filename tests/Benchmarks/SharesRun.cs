using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Benchmarks;

/// <summary>
/// An audience is shared with so many users, contacts and all, while events of others arrive whose acknowledgements are timed; then synced
/// again, with nothing and with a hundredth of it changed.
/// </summary>
internal static class SharesRun
{
    private static readonly TimeSpan LookEach = TimeSpan.FromMilliseconds(100);

    public static Command Command()
    {
        var contacts = new Option<int>("--contacts") { Description = "In the audience", DefaultValueFactory = _ => 20_000 };
        var users = new Option<int>("--users") { Description = "With whom it is shared", DefaultValueFactory = _ => 50 };
        var rate = new Option<int>("--rate") { Description = "Events per second beside it", DefaultValueFactory = _ => 100 };
        var command = new Command("shares", "Seconds to share an audience, and how long events wait beside it") { contacts, users, rate };
        command.SetAction(parsed => Go(parsed.GetValue(contacts), parsed.GetValue(users), parsed.GetValue(rate)));
        return command;
    }

    private static async Task<int> Go(int contacts, int users, int rate)
    {
        await using var server = await Server.Start();
        var traffic = new Traffic(1_000, seed: 3);
        await ImportRun.Import(server, traffic.File());
        for (var user = 0; user < users; user++) await Invite(server, $"user-{user}");
        var (ann, id) = await Invite(server, "ann");
        using (var switched = await server.Client.PatchAsJsonAsync($"/v1/users/{id}", new { switches = new { shareAudiences = true } })) switched.EnsureSuccessStatusCode();
        await ImportRun.Import(server, File(contacts), ann);
        var audience = (await Ask(server, ann, HttpMethod.Post, "/v1/audiences", new { name = "Buyers", definition = Json("""{"match":"all","conditions":[{"field":"tag","op":"equals","value":"buyer"}]}""") })).GetProperty("id").GetString();
        await Ask(server, ann, HttpMethod.Post, $"/v1/audiences/{audience}/activate", null);
        Console.WriteLine($"events alone: {LatencyRun.Describe(await LatencyRun.Arrivals(server, traffic.OneTrack, rate, LatencyRun.In(20)))}");

        using var ended = new CancellationTokenSource();
        var arrivals = LatencyRun.Arrivals(server, traffic.OneTrack, rate, ended.Token);
        await Timed(server, $"{contacts:N0} contacts to {users:N0} users", (long)contacts * users, () => Ask(server, ann, HttpMethod.Put, $"/v1/audiences/{audience}/share", new { recipients = new[] { "organisation:main" } }), audience!, ann);
        await ended.CancelAsync();
        Console.WriteLine($"  events beside it: {LatencyRun.Describe(await arrivals)}");
        await Sync(server, ann, audience!, "again, unchanged", 0);
        await ImportRun.Import(server, File(contacts / 100, "Other"), ann);
        await Sync(server, ann, audience!, "again, one in a hundred changed", (long)contacts / 100 * users);
        return 0;
    }

    private static async Task Sync(Server server, string ann, string audience, string what, long copies)
    {
        var watch = Stopwatch.StartNew();
        var preview = await Ask(server, ann, HttpMethod.Post, $"/v1/audiences/{audience}/share/preview", null);
        Console.WriteLine($"  its preview after {watch.Elapsed.TotalSeconds:N1} s: {preview.GetProperty("users")} users");
        await Timed(server, what, copies, () => Ask(server, ann, HttpMethod.Post, $"/v1/audiences/{audience}/share/sync", new { preview = preview.GetProperty("preview").GetString() }), audience, ann);
    }

    private static async Task Timed(Server server, string what, long copies, Func<Task<JsonElement>> order, string audience, string ann)
    {
        var (commits, watch, before) = (await server.Commits(), Stopwatch.StartNew(), server.Processor);
        var job = (await order()).GetProperty("job").GetString();
        while ((await server.Get($"/v1/jobs/{job}", ann)).GetProperty("status").GetString() is var status && status != "done")
        {
            if (status != "running") throw new InvalidOperationException($"The share ended {status}.");
            await Task.Delay(LookEach);
        }
        watch.Stop();
        var counts = (await server.Get($"/v1/audiences/{audience}/share", ann)).GetProperty("perUser").EnumerateArray().Select(user => user.GetProperty("counts")).ToArray();
        Console.WriteLine(
            $"{what}: {watch.Elapsed.TotalSeconds:N1} s, {copies / watch.Elapsed.TotalSeconds:N0} copies/s; the server's processor {server.Processor - before:N1} s; {server.Resident / 1e6:N0} MB resident, {server.Peak / 1e6:N0} at the worst; "
            + $"{await server.Commits() - commits:N0} commits, those of the events among them; {counts.Sum(count => count.GetProperty("added").GetInt32()):N0} added, {counts.Sum(count => count.GetProperty("updated").GetInt32()):N0} updated");
    }

    private static async Task<(string Key, string Id)> Invite(Server server, string name)
    {
        var invitation = await server.Post("/v1/invitations", new { email = $"{name}@example.org", role = "member" });
        var accepted = await server.Post("/v1/invitations/accept", new { token = invitation.GetProperty("token").GetString(), name });
        return (accepted.GetProperty("key").GetString()!, accepted.GetProperty("user").GetProperty("id").GetString()!);
    }

    private static async Task<JsonElement> Ask(Server server, string key, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await server.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? Json(text) : throw new InvalidOperationException($"{method} {path} answered {(int)answer.StatusCode}: {text}");
    }

    private static byte[] File(int contacts, string company = "Works")
    {
        var file = new StringBuilder("email,first name,last name,company,tags,subscribed\n");
        for (var contact = 0; contact < contacts; contact++)
            file.Append(CultureInfo.InvariantCulture, $"buyer-{contact}@example.org,First {contact},Last {contact},{company} {contact % 1000},buyer,true\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
