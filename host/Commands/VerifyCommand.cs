using System.CommandLine;
using Host.Commands.Verify;

namespace Host.Commands;

/// <summary><c>audiences verify</c>: a client of a running server, as <see cref="DemoCommand"/> is.</summary>
internal static class VerifyCommand
{
    public static Command Make(TextWriter output)
    {
        var (url, key) = ServerOptions.Make();
        var make = new Command("verify", "Has a running server judge every contact anew and re-reads every log, of the audiences that the key sees; ends with 1 when something is wrong") { url, key };
        make.SetAction((parsed, cancel) => ServerOptions.With(parsed.GetValue(url), parsed.GetValue(key), async server => await new VerifyRun(server, output).Go(cancel) == 0 ? 0 : 1));
        return make;
    }
}
