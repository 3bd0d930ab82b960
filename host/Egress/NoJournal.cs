namespace Host.Egress;

/// <summary>Until connections are kept, nobody reads their calls.</summary>
internal sealed class NoJournal : ICallJournal
{
    public void Note(string connection, OutgoingCall call)
    {
    }
}
