using System.CommandLine;
using Host.Commands.Doctor;
using Host.Start;

namespace Host.Commands;

/// <summary><c>audiences ready</c>: what a container's health check runs, in images that hold nothing else that could ask.</summary>
internal static class ReadyCommand
{
    public static Command Make(TextWriter output)
    {
        var url = new Option<string>("--url") { Description = "The server", DefaultValueFactory = _ => Settings.DefaultUrl };
        var ready = new Command("ready", "Ends with 0 when the server answers and is ready") { url };
        ready.SetAction((parsed, cancel) => CommandLine.Guard(() => Ask(parsed.GetValue(url)!, output, cancel)));
        return ready;
    }

    private static async Task<int> Ask(string url, TextWriter output, CancellationToken cancel)
    {
        using var server = new NearbyServer(Read(url));
        var health = await server.Health(cancel) ?? throw new CommandError($"No Audiences server answers at {url}.");
        await output.WriteLineAsync(string.Join("; ", health));
        return health is ["ready"] ? 0 : 1;
    }

    private static BindingAddress Read(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new CommandError($"--url is an address like {Settings.DefaultUrl}.");
        }
    }
}
