namespace Audiences.Sdk;

/// <summary>
/// Declares a public class to be a connector. It has one public constructor, which takes what it needs of: its settings (see
/// <see cref="SettingAttribute"/>), an <see cref="HttpClient"/> and a <see cref="TimeProvider"/>.
/// </summary>
/// <remarks>
/// The HttpClient is the server's: it keeps to the admin's rules of where connectors may go, and notes calls with secrets masked. Leave its
/// defaults as they are; it is not the connector's to dispose of. The TimeProvider tells the server's time.
/// </remarks>
/// <param name="id">Lowercase letters, digits and <c>-</c>, 2 to 40; stays for ever, since connections are kept by it.</param>
/// <param name="name">What the admin reads.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ConnectorAttribute(string id, string name) : Attribute
{
    public string Id { get; } = id;

    public string Name { get; } = name;
}
