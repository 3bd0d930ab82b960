using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Sdk;
using Contracts;
using Sharing.Stored;

namespace Tests.Sharing;

/// <summary>
/// A destination <c>list</c> with a secret <c>token</c>, the same as <c>linked</c>, which gets its <c>token</c> by OAuth and is a source too, and <c>mail</c>, which is none; the list
/// does with batches what a test says.
/// </summary>
internal sealed class FakeConnectors : IConnectors
{
    private readonly Lock gate = new();
    private readonly HashSet<string> members = [];
    private readonly List<MemberBatch> batches = [];
    private long? sequence;

    /// <summary>Called with each batch before it is applied; throws what the other side would, or answers otherwise.</summary>
    public Func<MemberBatch, ApplyResult?> Answer { get; set; } = _ => null;

    public Func<string, ApplyResult> Polled { get; set; } = _ => ApplyResult.Applied();

    public ConnectorHealth Health { get; set; } = ConnectorHealth.Healthy;

    public List<string> Tokens { get; } = [];

    public ImmutableArray<ConnectorForm> All { get; } = [new("list", "A list", ["token"], TakesAudiences: true), new("mail", "Mail", [], TakesAudiences: false),
        new("linked", "A linked list", ["clientSecret", "token"], TakesAudiences: true, GivesContacts: true) { OAuth = new("token", new("{server}/auth", "{server}/token", "openid"), Required: true) }];

    public string[] Members
    {
        get
        {
            lock (gate) return [.. members.Order(StringComparer.Ordinal)];
        }
    }

    public MemberBatch[] Batches
    {
        get
        {
            lock (gate) return [.. batches];
        }
    }

    public Task<IReadOnlyDictionary<string, string>> WrongIn(string connector, JsonElement settings, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            connector == "mail" || settings.TryGetProperty("token", out _) ? new Dictionary<string, string>() : new Dictionary<string, string> { ["token"] = "must be given" });

    public Task<ConnectorHealth> Check(OpenConnection connection, CancellationToken cancel)
    {
        Tokens.Add(connection.Settings.GetProperty("token").GetString()!);
        return Task.FromResult(Health);
    }

    public Task<ApplyResult> Apply(OpenConnection connection, MemberBatch batch, CancellationToken cancel)
    {
        lock (gate)
        {
            batches.Add(batch);
            if (Answer(batch) is { } other) return Task.FromResult(other);
            // The contract: sequences rise, and one that comes again has the effect of once.
            if (batch.Sequence < sequence || batch.Sequence > sequence + 1) throw new InvalidOperationException($"Batch {batch.Sequence} came after {sequence}.");
            Take(batch);
            return Task.FromResult(ApplyResult.Applied());
        }
    }

    public Task<ApplyResult> Poll(OpenConnection connection, string receipt, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(Polled(receipt));
    }

    public Task<SendResult> Send(OpenConnection connection, EmailMessage message, CancellationToken cancel) => throw new NotSupportedException();

    public Task<ReturnedMail> ReadMail(OpenConnection connection, ReadOnlyMemory<byte> mail, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask Close(string id) => ValueTask.CompletedTask;

    public ImmutableArray<ConnectionCallView> CallsOf(string id) => [];

    /// <summary>For an <see cref="Answer"/> that takes it and then fails.</summary>
    public void Take(MemberBatch batch)
    {
        sequence = batch.Sequence;
        foreach (var added in batch.Adds) members.Add(added.Key);
        foreach (var removed in batch.Removes) members.Remove(removed.Key);
    }
}
