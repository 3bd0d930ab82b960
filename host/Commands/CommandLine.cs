using System.CommandLine;
using Host.Storage;

namespace Host.Commands;

/// <summary>What the executable does besides serving.</summary>
internal static class CommandLine
{
    /// <summary>A word first is a command; options alone start the server, except those that ask about the program itself.</summary>
    public static bool IsMeant(string[] args) => args is [[not '-', ..], ..] or ["--help" or "-h" or "-?" or "--version", ..];

    /// <param name="output">Where results go; what went wrong goes to the console's error stream.</param>
    public static Task<int> Run(string[] args, TextWriter output)
    {
        var root = new RootCommand(
            "Audiences. Without a command it serves: --urls names where (http://localhost:5080), Storage__Path its data folder (./data).")
        {
            BackupCommand.Make(output, TimeProvider.System),
            DemoCommand.Make(output),
            DoctorCommand.Make(output, TimeProvider.System),
            KeysCommand.Make(output),
            PluginCommand.Make(output, TimeProvider.System),
            PluginHostCommand.Make(TimeProvider.System),
            ReadyCommand.Make(output),
            RestoreCommand.Make(output, TimeProvider.System),
            TenantsCommand.Make(output),
            VerifyCommand.Make(output),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output });
    }

    /// <summary>A reason the user can mend is printed as it is, without a stack.</summary>
    public static async Task<int> Guard(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (error is CommandError or MigrationException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
