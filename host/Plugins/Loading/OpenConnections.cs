using System.Collections.Concurrent;
using System.Text.Json;
using Audiences.Sdk;
using Host.Plugins.Calling;

namespace Host.Plugins.Loading;

/// <summary>The plugin's objects, one for each connection, and the calls of their methods. Only the plugin's own threads come here.</summary>
internal sealed class OpenConnections(IReadOnlyList<ConnectorDeclaration> declared, ConnectorHttp http, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Connection>> open = new();

    public async Task<CallAnswer> Do(PluginCall call, CancellationToken cancel)
    {
        var declaration = declared.FirstOrDefault(each => each.Id == call.Connector) ?? throw new ArgumentException($"There is no connector {call.Connector}.", nameof(call));
        switch (call.Order)
        {
            case BindOrder:
                Bind(declaration, call.Settings, out var errors);
                return CallAnswer.Of(errors, typeof(IReadOnlyDictionary<string, string>));
            case CloseOrder:
                if (open.TryRemove(call.Connection, out var closing)) await Close(closing);
                return CallAnswer.Of(true, typeof(bool));
            default:
                return await Do(Open(declaration, call), call.Order, cancel);
        }
    }

    /// <summary>One that fails to dispose does not keep the others.</summary>
    public async Task<bool> CloseAll()
    {
        foreach (var id in open.Keys)
            if (open.TryRemove(id, out var closing))
                try
                {
                    await Close(closing);
                }
                catch (Exception)
                {
                    // Its plugin goes away with it: nobody is left to mend anything.
                }
        return true;
    }

    private static async Task<CallAnswer> Do(IConnector connector, ConnectorOrder order, CancellationToken cancel) => order switch
    {
        CheckOrder => CallAnswer.Of(AnswerRules.Checked(await connector.CheckAsync(cancel)), typeof(ConnectorHealth)),
        ReadOrder read => CallAnswer.Of(AnswerRules.Checked(await As<IContactSource>(connector).ReadAsync(read.Cursor, read.Limit, cancel), read), typeof(ContactPage)),
        ApplyOrder apply => CallAnswer.Of(AnswerRules.Checked(await As<IAudienceDestination>(connector).ApplyAsync(apply.Batch, cancel), apply.Batch), typeof(ApplyResult)),
        PollOrder poll => CallAnswer.Of(AnswerRules.Checked(await As<IAudienceDestination>(connector).PollAsync(poll.Receipt, cancel), "PollAsync"), typeof(ApplyResult)),
        EmailOrder { Message: var message } => await Send(connector, message, cancel),
        SmsOrder { Message: var message } => await Send(connector, message, cancel),
        WhatsAppOrder { Message: var message } => await Send(connector, message, cancel),
        MailOrder mail => CallAnswer.Of(AnswerRules.Checked(await As<IMailReader>(connector).ReadMailAsync(mail.Mail, cancel)), typeof(ReturnedMail)),
        _ => throw new ArgumentException($"{order.Word} is no call of a connector.", nameof(order)),
    };

    private static async Task<CallAnswer> Send<TMessage>(IConnector connector, TMessage message, CancellationToken cancel) where TMessage : Message =>
        CallAnswer.Of(AnswerRules.Checked(await As<IMessageChannel<TMessage>>(connector).SendAsync(message, cancel)), typeof(SendResult));

    private static T As<T>(IConnector connector) where T : class =>
        connector as T ?? throw new ConnectorException(ConnectorFailure.Misconfigured, "This connector cannot do that.");

    private IConnector Open(ConnectorDeclaration declaration, PluginCall call)
    {
        var made = open.GetOrAdd(call.Connection, id => new(() => new Connection(declaration, Settings(declaration, call.Settings), http.Open(id, Secrets(declaration, call.Settings)), time)));
        try
        {
            return made.Value.Connector;
        }
        catch
        {
            // The next call tries anew.
            open.TryRemove(new(call.Connection, made));
            throw;
        }
    }

    private static string[] Secrets(ConnectorDeclaration declaration, JsonElement values) =>
        [.. (declaration.Settings?.Settings ?? []).Where(setting => setting.Kind is SettingKind.Secret or SettingKind.OAuth)
            .Select(setting => values.TryGetProperty(setting.Name, out var value) ? value.ToString() : "").Where(secret => secret != "")];

    private static object? Settings(ConnectorDeclaration declaration, JsonElement values)
    {
        var settings = Bind(declaration, values, out var errors);
        return errors.Count == 0 ? settings
            : throw new ConnectorException(ConnectorFailure.Misconfigured, $"Its settings do not fit: {string.Join("; ", errors.Select(each => $"{each.Key} {each.Value}"))}.");
    }

    private static object? Bind(ConnectorDeclaration declaration, JsonElement values, out IReadOnlyDictionary<string, string> errors)
    {
        if (declaration.Settings is { } schema) return schema.TryBind(values, out var settings, out errors) ? settings : null;
        errors = values is { ValueKind: JsonValueKind.Object } && values.EnumerateObject().Any()
            ? new Dictionary<string, string> { [values.EnumerateObject().First().Name] = "there is no such setting; there are none" } : [];
        return null;
    }

    private static async Task Close(Lazy<Connection> closing)
    {
        if (closing.IsValueCreated) await closing.Value.DisposeAsync();
    }

    private sealed class Connection(ConnectorDeclaration declaration, object? settings, HttpClient client, TimeProvider time) : IAsyncDisposable
    {
        public IConnector Connector { get; } = declaration.Create(settings, client, time);

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (Connector is IAsyncDisposable patient) await patient.DisposeAsync();
                else (Connector as IDisposable)?.Dispose();
            }
            finally
            {
                client.Dispose();
            }
        }
    }
}
