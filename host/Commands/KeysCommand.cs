using System.CommandLine;
using Contracts;
using MediatR;

namespace Host.Commands;

/// <summary><c>audiences keys</c> and <c>audiences tenants</c>, for whoever is at the machine itself; the server may be running.</summary>
internal static class KeysCommand
{
    public static Command Make(TextWriter output)
    {
        var admin = new Option<bool>("--admin") { Description = "A key that may do everything", Required = true };
        var tenant = new Option<string?>("--tenant") { Description = "Whose; the first start's when not given" };
        var data = OnTheMachine.DataOption();
        var make = new Command("new", "Makes a key and prints it, this once; the server may be running") { admin, tenant, data };
        make.SetAction((parsed, cancel) => CommandLine.Guard(
            () => Print(parsed.GetValue(data), new NewAdminKey(parsed.GetValue(tenant)), output, cancel)));
        return new Command("keys", "API keys") { make };
    }

    public static Command MakeTenants(TextWriter output)
    {
        var name = new Argument<string>("name") { Description = "Lower-case letters, digits and -" };
        var data = OnTheMachine.DataOption();
        var make = new Command("new", "Makes a tenant, which nothing of another one reaches, and prints its admin's key, this once") { name, data };
        make.SetAction((parsed, cancel) => CommandLine.Guard(
            () => Print(parsed.GetValue(data), new FoundTenant(parsed.GetRequiredValue(name)), output, cancel)));
        return new Command("tenants", "Tenants") { make };
    }

    private static async Task<int> Print(string? folder, IRequest<string> order, TextWriter output, CancellationToken cancel)
    {
        await output.WriteLineAsync(await OnTheMachine.Send(folder, order, cancel));
        return 0;
    }
}
