namespace Audiences.Sdk;

/// <summary>
/// One connection to an outside system, made of the settings that an admin gave. A connector also implements at least one of
/// <see cref="IContactSource"/>, <see cref="IMessageChannel{TMessage}"/> and <see cref="IAudienceDestination"/>, and bears a
/// <see cref="ConnectorAttribute"/>. It may be called by several threads at once; it is disposed if it can be.
/// </summary>
/// <remarks>
/// Failures: throw <see cref="ConnectorException"/> for what the outside system or the settings are to blame for. Do not retry, wait out
/// a throttle or time out: the server does that around every call, and knows of the other calls. Whatever else is thrown counts as a
/// defect of the connector; enough of them and it is switched off.
/// </remarks>
public interface IConnector
{
    /// <summary>Whether the settings work now, found out by the cheapest call that needs them and changes nothing outside.</summary>
    /// <returns>What is wrong, as an answer: only a defect is thrown.</returns>
    Task<ConnectorHealth> CheckAsync(CancellationToken cancel);
}
