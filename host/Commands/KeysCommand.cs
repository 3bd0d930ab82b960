using System.CommandLine;
using Contracts;

namespace Host.Commands;

/// <summary><c>audiences keys</c>, for whoever is at the machine itself.</summary>
internal static class KeysCommand
{
    public static Command Make(TextWriter output)
    {
        var admin = new Option<bool>("--admin") { Description = "A key that may do everything", Required = true };
        var tenant = new Option<string?>("--tenant") { Description = "Whose; the first start's when not given" };
        var data = OnTheMachine.DataOption();
        var make = new Command("new", "Makes a key and prints it, this once; the server may be running") { admin, tenant, data };
        make.SetAction((parsed, cancel) => OnTheMachine.Print(parsed.GetValue(data), new NewAdminKey(parsed.GetValue(tenant)), output, cancel));
        return new Command("keys", "API keys") { make };
    }
}
