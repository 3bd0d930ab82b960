using System.CommandLine;
using Host.Commands.Doctor;

namespace Host.Commands;

/// <summary><c>audiences doctor</c>: what would keep the server from running well here. It changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Make(TextWriter output, TimeProvider machine)
    {
        var data = new Option<string?>("--data") { Description = "The data folder; Storage__Path, or ./data, when not given" };
        var urls = new Option<string?>("--urls") { Description = "Where the server listens, or is to; as the server's own setting when not given" };
        var key = new Option<string?>("--key") { Description = "A key to show the running server; AUDIENCES_ADMIN_KEY when not given" };
        var doctor = new Command("doctor", "Looks at port, data folder, disk, clock, key and database; before the first start or beside a server")
        {
            data, urls, key,
        };
        doctor.SetAction((parsed, cancel) =>
            Look(Patient.Read(parsed.GetValue(data), parsed.GetValue(urls), parsed.GetValue(key)), output, machine, cancel));
        return doctor;
    }

    /// <returns>0 also with warnings; 1 when something fails.</returns>
    private static async Task<int> Look(Patient patient, TextWriter output, TimeProvider machine, CancellationToken cancel)
    {
        var failed = false;
        await foreach (var finding in Findings(patient, machine, cancel))
        {
            failed |= finding.Verdict == Verdict.Fail;
            await output.WriteLineAsync($"{finding.Verdict.ToString().ToLowerInvariant(),-4}  {finding.About,-8}  {finding.Text}");
        }
        await output.WriteLineAsync(failed ? "\nMend what fails; the server would not run, or not safely." : "\nNothing keeps the server from running here.");
        return failed ? 1 : 0;
    }

    private static async IAsyncEnumerable<Finding> Findings(
        Patient patient, TimeProvider machine, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        ICheck[] checks =
        [
            new SettingsCheck(), new PortCheck(), new FolderCheck(), new DiskCheck(), new ClockCheck(machine), new AdminKeyCheck(), new StoreCheck(),
        ];
        foreach (var check in checks)
            foreach (var finding in await Findings(check, patient, cancel))
                yield return finding;
    }

    /// <summary>Also of a check that fails at something nobody thought of: the others are still worth their while.</summary>
    private static async Task<IReadOnlyList<Finding>> Findings(ICheck check, Patient patient, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        try
        {
            await foreach (var finding in check.Look(patient, cancel)) findings.Add(finding);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            findings.Add(Finding.Fail(check.About, $"cannot be looked at: {problem.Message} Run this as the user that the server runs as."));
        }
        return findings;
    }
}
