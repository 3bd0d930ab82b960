namespace Host.Egress;

/// <summary>Is told each call that a connection has made. It must not throw, nor take long.</summary>
internal interface ICallJournal
{
    void Note(string connection, OutgoingCall call);
}

/// <param name="At">When it began, of the machine's clock.</param>
/// <param name="Address">Without the values of its query and without secrets.</param>
/// <param name="Status">Null when nothing was answered.</param>
/// <param name="Took">Until the answer's headers.</param>
/// <param name="Error">Why nothing was answered, in a sentence; null when something was.</param>
internal sealed record OutgoingCall(DateTimeOffset At, string Method, string Address, int? Status, TimeSpan Took, string? Error);
