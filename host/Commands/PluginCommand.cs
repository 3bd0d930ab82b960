using System.CommandLine;
using Host.Commands.Connectors;

namespace Host.Commands;

/// <summary><c>audiences plugin</c>: for who writes a connector, and who lets one in.</summary>
internal static class PluginCommand
{
    public static Command Make(TextWriter output, TimeProvider machine) =>
        new("plugin", "Connector plugins, without a server") { Run(output, machine), Pin(output) };

    private static Command Run(TextWriter output, TimeProvider machine)
    {
        var assembly = Assembly();
        var contacts = new Option<string?>("--contacts") { Description = "CSV with a line of names such as externalId, email, phone, firstName: what a destination gets, as one batch of adds" };
        var connector = new Option<string?>("--connector") { Description = "Its id, when the plugin has several" };
        var set = new Option<string[]>("--set") { Description = "A setting, as name=value; secrets are asked for, or read from AUDIENCES_SET_<NAME>" };
        var pages = new Option<int>("--pages") { Description = "So many pages of a source at most", DefaultValueFactory = _ => 10 };
        var apart = new Option<bool>("--process") { Description = "As \"isolation\": \"process\" has it" };
        var run = new Command("run", "Runs one connector: a source prints what it reads, a destination gets the file's contacts") { assembly, contacts, connector, set, pages, apart };
        run.SetAction((parsed, cancel) => CommandLine.Guard(async () =>
        {
            await using var trial = await Trial.Load(parsed.GetRequiredValue(assembly), parsed.GetValue(apart), machine, cancel);
            var chosen = trial.Choose(parsed.GetValue(connector));
            var settings = await GivenSettings.Gather(chosen, parsed.GetValue(set) ?? [], trial.Catalogue, cancel);
            return await new ConnectorRun(trial.Catalogue.Open(chosen.Id, settings), chosen, output, machine)
                .Run(parsed.GetValue(contacts), parsed.GetValue(pages), cancel);
        }));
        return run;
    }

    private static Command Pin(TextWriter output)
    {
        var assembly = Assembly();
        var pin = new Command("pin", "Prints the entry for plugins.json that lets in this plugin as it is now, and no other") { assembly };
        pin.SetAction((parsed, _) => CommandLine.Guard(async () =>
        {
            await output.WriteLineAsync(PinnedEntry.Of(parsed.GetRequiredValue(assembly)));
            return 0;
        }));
        return pin;
    }

    private static Argument<string> Assembly() => new("dll") { Description = "The plugin's assembly, in its folder" };
}
