using System.Runtime.CompilerServices;

namespace Tests.Support;

/// <summary>Tools that a plain <c>dotnet test</c> may lack. Under <c>tests/run</c> nothing is left out: a missing tool fails the test.</summary>
internal static class Needs
{
    public const string NodeModules = "node_modules";
    public const string Strace = "strace";
    public const string Browser = "chromium";
    public const string Tour = "tour";
    public const string FakeTime = "faketime";
    public const string MailRelay = "opensmtpd";
    public const string AddressBook = "radicale";
    public const string Mount = "mount";
    public const string PostgreSql = "postgresql";
    static readonly string[] TourTools = ["bash", "curl", "node", "npm", "faketime"];

    public static string? Missing(string tool) =>
        Environment.GetEnvironmentVariable("AUDIENCES_TESTS_RUN") == "1" ? null : tool switch
        {
            NodeModules when OnPath("node") is null => "node is not installed; tests/run installs it",
            NodeModules when !Directory.Exists(Path.Combine(Executable.Root, "tests/node/node_modules")) =>
                "tests/node/node_modules is missing; tests/run runs npm install there",
            Browser when Missing(NodeModules) is { } reason => reason,
            Browser when !Directory.Exists(Path.Combine(Executable.Root, "tests/node/node_modules/playwright-core")) =>
                "tests/node/node_modules is of an older lock file; tests/run renews it",
            Browser when OnPath("chromium") is null => "chromium is not installed; tests/run installs it",
            Tour when TourTools.FirstOrDefault(each => OnPath(each) is null) is { } lacking => $"{lacking} is not installed; tests/run installs it",
            FakeTime when OnPath("faketime") is null => "faketime is not installed; tests/run installs it",
            MailRelay when Missing(NodeModules) is { } reason => reason,
            MailRelay when !File.Exists("/usr/sbin/smtpd") => "opensmtpd is not installed; tests/run installs it",
            AddressBook when OnPath("radicale") is null => "radicale is not installed; tests/run installs it",
            PostgreSql when PostgreSqlPrograms is null => "postgresql is not installed; tests/run installs it",
            Mount when !Environment.IsPrivilegedProcess => "only root mounts a small disk; tests/run uses sudo",
            Strace when OnPath("strace") is null => "strace is not installed; tests/run installs it",
            _ => null,
        };

    /// <summary>The folder of the newest version's programs.</summary>
    public static string? PostgreSqlPrograms => !Directory.Exists("/usr/lib/postgresql") ? null : Directory.GetDirectories("/usr/lib/postgresql")
        .Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));

    static string? OnPath(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
}

/// <summary>A fact that needs a tool. Without the tool a plain <c>dotnet test</c> skips it, and the name it prints says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactNeedingAttribute : FactAttribute
{
    public FactNeedingAttribute(string tool, [CallerMemberName] string test = "")
    {
        if (Needs.Missing(tool) is not { } reason)
            return;
        Skip = reason;
        DisplayName = $"{test} (left out: {reason})";
    }
}
