using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Sdk;
using Contracts;

namespace Sharing.Stored;

/// <summary>The connectors of plugins, and the one way to call them. The host runs them.</summary>
/// <remarks>Calls fail with <see cref="CallFailedException"/>, or with <see cref="OperationCanceledException"/> when they are cancelled.</remarks>
public interface IConnectors
{
    /// <summary>Of active plugins.</summary>
    ImmutableArray<ConnectorForm> All { get; }

    /// <summary>What is wrong with settings, by name; empty when a connection can be made of them. No values are in it.</summary>
    Task<IReadOnlyDictionary<string, string>> WrongIn(string connector, JsonElement settings, CancellationToken cancel);

    Task<ConnectorHealth> Check(OpenConnection connection, CancellationToken cancel);

    Task<ApplyResult> Apply(OpenConnection connection, MemberBatch batch, CancellationToken cancel);

    Task<ApplyResult> Poll(OpenConnection connection, string receipt, CancellationToken cancel);

    Task<SendResult> Send(OpenConnection connection, EmailMessage message, CancellationToken cancel);

    Task<ReturnedMail> ReadMail(OpenConnection connection, ReadOnlyMemory<byte> mail, CancellationToken cancel);

    /// <summary>It is not called any more.</summary>
    ValueTask Close(string id);

    /// <summary>Newest first.</summary>
    ImmutableArray<ConnectionCallView> CallsOf(string id);
}

/// <param name="Secrets">The names of those that are kept encrypted.</param>
/// <param name="TakesAudiences">It is a destination of audiences.</param>
/// <param name="GivesContacts">It is a source of contacts.</param>
public sealed record ConnectorForm(string Id, string Name, ImmutableHashSet<string> Secrets, bool TakesAudiences, bool GivesContacts = false)
{
    /// <summary>It is a channel for e-mails.</summary>
    public bool SendsEmail { get; init; }

    /// <summary>It reads mails that came back.</summary>
    public bool ReadsMail { get; init; }

    /// <summary>The setting that is the other side's to give; null when there is none.</summary>
    public OAuthSetting? OAuth { get; init; }
}

/// <param name="Required">The connector does nothing without it.</param>
public sealed record OAuthSetting(string Name, OAuthFlow Flow, bool Required);

/// <param name="Version">What is open of an earlier one is closed; so it is of an earlier <paramref name="Grant"/>.</param>
/// <param name="Settings">With the secrets.</param>
public sealed record OpenConnection(string Id, long Version, long Grant, string Connector, JsonElement Settings)
{
    // Records show all their members, and logs show records.
    public override string ToString() => $"{Connector} {Id}";
}

/// <summary>A call did not come about. What it was to do is unknown to be done.</summary>
/// <param name="reason">For the admin.</param>
/// <param name="mayPass">Waiting may mend it; else somebody has to.</param>
/// <param name="health">What it says of the connection; null when it says nothing.</param>
public sealed class CallFailedException(string reason, bool mayPass, ConnectorFailure? health) : Exception(reason)
{
    public bool MayPass => mayPass;

    public ConnectorFailure? Health => health;

    public TimeSpan? RetryAfter { get; init; }
}
