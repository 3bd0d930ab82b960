namespace Host.Commands.Doctor;

internal sealed class SettingsCheck : ICheck
{
    public string About => "settings";

    public IAsyncEnumerable<Finding> Look(Patient patient, CancellationToken cancel) => AsyncEnumerable.Repeat(
        patient.Wrong is { } wrong ? Finding.Fail("settings", wrong) : Finding.Ok("settings", "can be read"), 1);
}
