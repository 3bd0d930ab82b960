using System.CommandLine;
using Host.Start;

namespace Host.Commands;

/// <summary>Which running server a command speaks to, and by which key.</summary>
internal static class ServerOptions
{
    public static (Option<string> Url, Option<string?> Key) Make() => (
        new("--url") { Description = "The running server", DefaultValueFactory = _ => Settings.DefaultUrl, Recursive = true },
        new("--key") { Description = "An admin key; AUDIENCES_ADMIN_KEY when not given", Recursive = true });

    public static Task<int> With(string? url, string? givenKey, Func<ServerClient, Task<int>> run) => CommandLine.Guard(async () =>
    {
        var key = givenKey ?? Environment.GetEnvironmentVariable("AUDIENCES_ADMIN_KEY");
        if (string.IsNullOrEmpty(key))
            throw new CommandError("A key is needed: give --key, or set AUDIENCES_ADMIN_KEY to the one that the server was started with.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandError($"--url is an address like {Settings.DefaultUrl}.");
        using var server = new ServerClient(address, key);
        return await run(server);
    });
}
