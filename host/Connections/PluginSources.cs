using Contacts.Stored;
using Contracts;
using MediatR;
using Sharing.Stored;
using ContactPage = Audiences.Sdk.ContactPage;

namespace Host.Connections;

/// <summary>Connections of plugins' connectors that are sources, for the module that takes contacts in.</summary>
internal sealed class PluginSources(IMediator door, PluginConnectors connectors) : IContactSources
{
    public async Task<ContactPage> Read(Principal who, string connection, string? cursor, int limit, CancellationToken cancel)
    {
        var opened = await door.Send(new OpenSource(who, connection), cancel);
        try
        {
            return await connectors.Read(new(opened.Source.Id, opened.Source.Version, opened.Grant, opened.Source.Connector, opened.Settings), cursor, limit, cancel);
        }
        catch (CallFailedException failed)
        {
            throw new SourceFailedException(failed.Message);
        }
    }
}
