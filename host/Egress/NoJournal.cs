namespace Host.Egress;

/// <summary>Where nobody reads what was called.</summary>
internal sealed class NoJournal : ICallJournal
{
    public void Note(string connection, OutgoingCall call)
    {
    }
}
