namespace Host.Commands.Doctor;

/// <summary>Looks at one thing and changes nothing.</summary>
internal interface ICheck
{
    /// <summary>One word.</summary>
    string About { get; }

    /// <remarks>What cannot be looked at is a finding, not an exception.</remarks>
    IAsyncEnumerable<Finding> Look(Patient patient, CancellationToken cancel);
}
