using System.CommandLine;
using Contracts;

namespace Host.Commands;

/// <summary><c>audiences tenants</c>, for whoever is at the machine itself.</summary>
internal static class TenantsCommand
{
    public static Command Make(TextWriter output)
    {
        var name = new Argument<string>("name") { Description = "Lower-case letters, digits and -" };
        var data = OnTheMachine.DataOption();
        var make = new Command("new", "Makes a tenant, which nothing of another one reaches, and prints its admin's key, this once") { name, data };
        make.SetAction((parsed, cancel) => OnTheMachine.Print(parsed.GetValue(data), new FoundTenant(parsed.GetRequiredValue(name)), output, cancel));
        return new Command("tenants", "Tenants") { make };
    }
}
