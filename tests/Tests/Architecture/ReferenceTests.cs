using System.Xml.Linq;

namespace Tests.Architecture;

/// <summary>Who may know whom: architecture.md, part 2.</summary>
public class ReferenceTests
{
    [Fact]
    public void Projects_reference_only_what_their_room_may() =>
        House.Clean(Projects().SelectMany(project => ProjectRule(project.Path, project.References)));

    [Theory]
    [InlineData("modules/contacts/Contacts.csproj", "modules/audiences/Audiences.csproj")]
    [InlineData("modules/contacts/Contacts.csproj", "host/Host.csproj")]
    [InlineData("modules/contracts/Contracts.csproj", "modules/contacts/Contacts.csproj")]
    [InlineData("host/embedded/Embedded.csproj", "modules/contracts/Contracts.csproj")]
    [InlineData("host/Host.csproj", "plugins/mail/Mail.csproj")]
    [InlineData("plugins/sdk/Sdk.csproj", "modules/contracts/Contracts.csproj")]
    [InlineData("plugins/mail/Mail.csproj", "modules/contracts/Contracts.csproj")]
    [InlineData("plugins/mail/Mail.csproj", "plugins/sdk.testing/Sdk.Testing.csproj")]
    public void Planted_project_references_are_found(string project, string reference) =>
        Assert.NotEmpty(ProjectRule(project, [reference]));

    [Fact]
    public void Assemblies_use_only_what_their_room_may() =>
        House.Clean(House.All.Concat(House.Plugins).Append("Audiences.Sdk").SelectMany(
            assembly => AssemblyRule(
                assembly, Il.TypesNamed(House.PathOf(assembly)).Where(named => !OfOldWorkbooks.Contains((assembly, named.Type))).Select(named => named.Assembly).Distinct())));

    [Theory]
    [InlineData("Modules.Contacts", "Modules.Audiences")]
    [InlineData("Modules.Contacts", "audiences")]
    [InlineData("Modules.Contacts", "Microsoft.AspNetCore.Http.Abstractions")]
    [InlineData("Modules.Contacts", "Microsoft.Data.Sqlite")]
    [InlineData("Modules.Contracts", "System.Data.Common")]
    [InlineData("Audiences.Sdk", "MediatR")]
    [InlineData("Audiences.Sdk", "Modules.Contracts")]
    [InlineData("Plugins.Mail", "Plugins.Webhook")]
    [InlineData("Plugins.Mail", "Audiences.Sdk.Testing")]
    [InlineData("Plugins.Mail", "Modules.Contracts")]
    public void Planted_uses_of_assemblies_are_found(string assembly, string used) => Assert.NotEmpty(AssemblyRule(assembly, [used]));

    // What reads .xls calls itself a data reader; there is no database behind it.
    private static readonly (string Assembly, string Type)[] OfOldWorkbooks =
        [("Modules.Contacts", "System.Data.IDataReader"), ("Modules.Contacts", "System.Data.IDataRecord")];

    private static IEnumerable<string> ProjectRule(string project, IEnumerable<string> references) => references
        .Where(reference => !MayReference(Room(project), Room(reference), reference))
        .Select(reference => $"{project} references {reference}");

    private static bool MayReference(string from, string to, string reference) => from switch
    {
        "tests" => true,
        "host" => to is "modules" or "contracts" or "engine" || reference.StartsWith("plugins/sdk/", StringComparison.Ordinal),
        "modules" => to is "contracts" or "engine" || reference.StartsWith("plugins/sdk/", StringComparison.Ordinal),
        "contracts" => to is "engine",
        "plugins" => reference.StartsWith("plugins/sdk/", StringComparison.Ordinal),
        _ => false,
    };

    private static string Room(string path) => path.Split('/') switch
    {
        ["host", "embedded", ..] => "engine",
        ["modules", "contracts", ..] => "contracts",
        ["plugins", "sdk", ..] => "sdk",
        [var room, ..] => room,
        _ => "",
    };

    private static IEnumerable<string> AssemblyRule(string assembly, IEnumerable<string> used) => used
        .Where(name => Forbidden(assembly, name)).Select(name => $"{assembly} uses {name}");

    private static bool Forbidden(string assembly, string used)
    {
        if (assembly == House.Server) return used.StartsWith("Plugins.", StringComparison.Ordinal);
        if (assembly == "Audiences.Sdk") return !used.StartsWith("System.", StringComparison.Ordinal);
        if (assembly.StartsWith("Plugins.", StringComparison.Ordinal))
            return used == "MediatR" || used == House.Server || (used.StartsWith("Audiences.", StringComparison.Ordinal) && used != "Audiences.Sdk")
                || used.StartsWith("Modules.", StringComparison.Ordinal) || used.StartsWith("Plugins.", StringComparison.Ordinal);
        return used == House.Server
            || (used.StartsWith("Modules.", StringComparison.Ordinal) && used != House.Contracts)
            || used.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || used.StartsWith("Microsoft.Data", StringComparison.Ordinal)
            || used.StartsWith("System.Data", StringComparison.Ordinal)
            || used is "Npgsql" or "Dapper";
    }

    /// <summary>Every project with its references, those of <c>modules/Directory.Build.props</c> included.</summary>
    private static IEnumerable<(string Path, IReadOnlyList<string> References)> Projects()
    {
        var common = References(Path.Combine(House.Root, "modules/Directory.Build.props"));
        foreach (var file in Directory.EnumerateFiles(House.Root, "*.csproj", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(House.Root, file).Replace('\\', '/');
            if (path.Contains("/obj/", StringComparison.Ordinal)) continue;
            var inherited = path.StartsWith("modules/", StringComparison.Ordinal)
                ? common.Where(reference => reference != path && !(Room(path) == "contracts" && Room(reference) == "contracts")) : [];
            yield return (path, [.. References(file), .. inherited]);
        }
    }

    private static IReadOnlyList<string> References(string file) =>
    [
        .. XDocument.Load(file).Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(reference => reference.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal))
            .Select(reference => Path.GetRelativePath(House.Root, Path.GetFullPath(reference, Path.GetDirectoryName(file)!)).Replace('\\', '/')),
    ];
}
