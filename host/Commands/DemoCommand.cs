using System.CommandLine;
using Host.Commands.Demo;

namespace Host.Commands;

/// <summary><c>audiences demo</c>: people to try things with. It is a client like any other, because the server owns the data.</summary>
internal static class DemoCommand
{
    public static Command Make(TextWriter output)
    {
        var (url, key) = ServerOptions.Make();
        var load = new Command("load", "Brings in 1,000 invented people, what they did, and six audiences; twice changes nothing");
        load.SetAction((parsed, cancel) => With(parsed.GetValue(url), parsed.GetValue(key), server => new DemoLoad(server, output).Run(cancel)));
        var remove = new Command("remove", "Takes away what load brought, and nothing else");
        remove.SetAction((parsed, cancel) => With(parsed.GetValue(url), parsed.GetValue(key), server => new DemoRemove(server, output).Run(cancel)));
        return new Command("demo", "People to try things with, in a running server") { url, key, load, remove };
    }

    private static Task<int> With(string? url, string? key, Func<ServerClient, Task> run) => ServerOptions.With(url, key, async server =>
    {
        await run(server);
        return 0;
    });
}
