using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Sdk;
using Contracts;
using Host.Plugins;
using Host.Plugins.Calling;
using Sharing.Stored;
using ContactPage = Audiences.Sdk.ContactPage;

namespace Host.Connections;

/// <summary>The connectors of plugins, for the module that keeps connections.</summary>
internal sealed class PluginConnectors(ConnectorCatalogue catalogue, CallJournal journal) : IConnectors
{
    private readonly ConcurrentDictionary<string, Opened> opened = new();

    public ImmutableArray<ConnectorForm> All => [.. catalogue.Connectors.Select(connector => new ConnectorForm(
        connector.Id, connector.Name, [.. connector.Settings.Where(setting => setting.Kind == SettingKind.Secret).Select(setting => setting.Name)],
        connector.Ports.Contains(ConnectorPort.Audiences), connector.Ports.Contains(ConnectorPort.Contacts))
    {
        SendsEmail = connector.Ports.Contains(ConnectorPort.Email), ReadsMail = connector.Ports.Contains(ConnectorPort.Mail),
        OAuth = connector.Settings.Where(setting => setting.OAuth is not null).Select(setting => new OAuthSetting(setting.Name, setting.OAuth!, setting.Required)).FirstOrDefault(),
    })];

    public Task<IReadOnlyDictionary<string, string>> WrongIn(string connector, JsonElement settings, CancellationToken cancel) =>
        Told(() => catalogue.CheckSettings(connector, settings, cancel));

    public Task<ConnectorHealth> Check(OpenConnection connection, CancellationToken cancel) =>
        Told(async () => await (await InstanceOf(connection)).Check(cancel));

    public Task<ApplyResult> Apply(OpenConnection connection, MemberBatch batch, CancellationToken cancel) =>
        Told(async () => await (await InstanceOf(connection)).Apply(batch, cancel));

    public Task<ApplyResult> Poll(OpenConnection connection, string receipt, CancellationToken cancel) =>
        Told(async () => await (await InstanceOf(connection)).Poll(receipt, cancel));

    public Task<SendResult> Send(OpenConnection connection, EmailMessage message, CancellationToken cancel) =>
        Told(async () => await (await InstanceOf(connection)).Send(message, cancel));

    public Task<ReturnedMail> ReadMail(OpenConnection connection, ReadOnlyMemory<byte> mail, CancellationToken cancel) =>
        Told(async () => await (await InstanceOf(connection)).ReadMail(mail, cancel));

    public Task<ContactPage> Read(OpenConnection connection, string? cursor, int limit, CancellationToken cancel) =>
        Told(async () => await (await InstanceOf(connection)).Read(cursor, limit, cancel));

    public async ValueTask Close(string id)
    {
        if (opened.TryRemove(id, out var gone)) await Close(gone);
    }

    public ImmutableArray<ConnectionCallView> CallsOf(string id) =>
        [.. journal.Of(id).Concat(opened.TryGetValue(id, out var open) ? journal.Of(Noted(open.Instance)) : []).OrderByDescending(call => call.At).Take(CallJournal.Most).Select(call => new ConnectionCallView(
            Instant.From(call.At), call.Method, call.Address, call.Status, call.Took.TotalMilliseconds, call.Error))];

    /// <summary>Calls of the settings before end with them.</summary>
    private async Task<ConnectorInstance> InstanceOf(OpenConnection connection)
    {
        while (true)
        {
            if (opened.TryGetValue(connection.Id, out var held))
            {
                if (held.Number.CompareTo(NumberOf(connection)) >= 0) return held.Instance;
                var next = new Opened(NumberOf(connection), catalogue.Open(connection.Connector, connection.Settings));
                if (!opened.TryUpdate(connection.Id, next, held)) continue;
                await Close(held);
                return next.Instance;
            }
            opened.TryAdd(connection.Id, new(NumberOf(connection), catalogue.Open(connection.Connector, connection.Settings)));
        }
    }

    private async ValueTask Close(Opened gone)
    {
        await gone.Instance.DisposeAsync();
        journal.Forget(Noted(gone.Instance));
    }

    private static string Noted(ConnectorInstance instance) => instance.Id.ToString("N");

    private static async Task<T> Told<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ConnectorCallFailed failed)
        {
            throw new CallFailedException(failed.Message, failed.MayPass, HealthBy(failed.Failure)) { RetryAfter = failed.RetryAfter };
        }
    }

    /// <summary>A plugin that is switched off says nothing of the other side.</summary>
    private static ConnectorFailure? HealthBy(CallFailure failure) => failure switch
    {
        CallFailure.Unavailable or CallFailure.TimedOut => ConnectorFailure.Unavailable,
        CallFailure.NeedsReconnect => ConnectorFailure.NeedsReconnect,
        CallFailure.Misconfigured => ConnectorFailure.Misconfigured,
        _ => null,
    };

    private static (long, long) NumberOf(OpenConnection connection) => (connection.Version, connection.Grant);

    private sealed record Opened((long, long) Number, ConnectorInstance Instance);
}
