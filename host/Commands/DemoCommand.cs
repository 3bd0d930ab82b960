using System.CommandLine;
using Host.Commands.Demo;
using Host.Start;

namespace Host.Commands;

/// <summary><c>audiences demo</c>: people to try things with. It is a client like any other, because the server owns the data.</summary>
internal static class DemoCommand
{
    public static Command Make(TextWriter output)
    {
        var url = new Option<string>("--url")
        {
            Description = "The running server", DefaultValueFactory = _ => Settings.DefaultUrl, Recursive = true,
        };
        var key = new Option<string?>("--key") { Description = "An admin key; AUDIENCES_ADMIN_KEY when not given", Recursive = true };
        var load = new Command("load", "Brings in 1,000 invented people, what they did, and six audiences; twice changes nothing");
        load.SetAction((parsed, cancel) => With(parsed.GetValue(url), parsed.GetValue(key), server => new DemoLoad(server, output).Run(cancel)));
        var remove = new Command("remove", "Takes away what load brought, and nothing else");
        remove.SetAction((parsed, cancel) => With(parsed.GetValue(url), parsed.GetValue(key), server => new DemoRemove(server, output).Run(cancel)));
        return new Command("demo", "People to try things with, in a running server") { url, key, load, remove };
    }

    private static Task<int> With(string? url, string? givenKey, Func<DemoServer, Task> run) => CommandLine.Guard(async () =>
    {
        var key = givenKey ?? Environment.GetEnvironmentVariable("AUDIENCES_ADMIN_KEY");
        if (string.IsNullOrEmpty(key))
            throw new CommandError("A key is needed: give --key, or set AUDIENCES_ADMIN_KEY to the one that the server was started with.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandError($"--url is an address like {Settings.DefaultUrl}.");
        using var server = new DemoServer(address, key);
        await run(server);
        return 0;
    });
}
