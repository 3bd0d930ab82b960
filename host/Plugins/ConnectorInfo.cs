using Audiences.Sdk;

namespace Host.Plugins;

/// <summary>A connector as it declares itself, without a type of its plugin: it outlives an unload and crosses processes.</summary>
/// <param name="Plugin">The plugin's id in plugins.json.</param>
/// <param name="Settings">The form's fields; empty for a connector that takes none.</param>
internal sealed record ConnectorInfo(string Plugin, string Id, string Name, IReadOnlyList<ConnectorPort> Ports, IReadOnlyList<Setting> Settings)
{
    public static ConnectorInfo Of(string plugin, ConnectorDeclaration declared) =>
        new(plugin, declared.Id, declared.Name, [.. declared.Ports.Select(PortOf)], declared.Settings?.Settings ?? []);

    private static ConnectorPort PortOf(Type port) =>
        port == typeof(IContactSource) ? ConnectorPort.Contacts
        : port == typeof(IAudienceDestination) ? ConnectorPort.Audiences
        : port == typeof(IMessageChannel<EmailMessage>) ? ConnectorPort.Email
        : port == typeof(IMessageChannel<SmsMessage>) ? ConnectorPort.Sms
        : port == typeof(IMailReader) ? ConnectorPort.Mail
        : ConnectorPort.WhatsApp;
}

/// <summary>What a connector can do.</summary>
internal enum ConnectorPort
{
    /// <summary>Contacts are pulled from it.</summary>
    Contacts,

    /// <summary>It is kept equal to audiences.</summary>
    Audiences,
    Email,
    Sms,
    WhatsApp,

    /// <summary>It reads mails that came back.</summary>
    Mail,
}
