using System.Collections.Immutable;
using System.Text;
using Contracts;
using Sharing;
using Sharing.Stored;

namespace Tests.Sharing;

/// <summary>What a pull is told of a connection that cannot be opened: to come again, or that somebody has to mend it.</summary>
public sealed class OpenSourceTests
{
    [Theory]
    [InlineData(429, "", 503, "other-side-away", 5)]
    [InlineData(502, "", 503, "other-side-away", 5)]
    [InlineData(400, "invalid_grant", 409, "sealed", null)]
    [InlineData(401, "invalid_client", 409, "sealed", null)]
    public async Task A_token_that_is_not_to_be_had_just_now_is_asked_for_again(int answered, string error, int status, string type, int? after)
    {
        var store = new OneConnection();
        var access = new ConnectionAccess(store, new FakeConnectors(), new(store, new Endpoint(answered, error), new PlainSeal(), TimeProvider.System), new PlainSeal());
        var who = new Principal("t", "o", "ann", "admin", "book", Scopes.Admin, false, "k");
        var refusal = await Assert.ThrowsAsync<Refusal>(() => new OpenSourceHandler(access).Handle(new(who, "c1"), default));
        Assert.Equal((status, type, after), (refusal.Status, refusal.Type, refusal.RetryAfter));
    }

    private sealed class Endpoint(int status, string error) : ITokenEndpoint
    {
        public Task<TokenAnswer> Ask(string connection, Uri endpoint, IReadOnlyDictionary<string, string> form, CancellationToken cancel) =>
            Task.FromResult(new TokenAnswer(status, new Dictionary<string, string> { ["error"] = error }));
    }

    private sealed class PlainSeal : ISettingsSeal
    {
        public byte[] Seal(string text, string purpose) => Encoding.UTF8.GetBytes(text);

        public string? Open(byte[] sealedText, string purpose) => Encoding.UTF8.GetString(sealedText);
    }

    /// <summary>Its token has ended.</summary>
    private sealed class OneConnection : IConnectionStore
    {
        private readonly StoredConnection held = new(
            "t", "o", "c1", "linked", "Linked", """{"server":"http://127.0.0.1/","clientId":"app"}""", ["clientSecret"],
            Encoding.UTF8.GetBytes("""{"clientSecret":"of-the-app"}"""), new(1), "user:ann", 1, null)
        {
            Granted = Encoding.UTF8.GetBytes(new OAuthGrant("ended", "refresh", DateTimeOffset.UnixEpoch).ToJson()),
        };

        public Task<StoredConnection?> Read(string tenant, string id, CancellationToken cancel) => Task.FromResult<StoredConnection?>(held);

        public Task Add(StoredConnection connection, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ImmutableArray<StoredConnection>> List(string tenant, string organisation, CancellationToken cancel) => throw new NotSupportedException();

        public Task<StoredConnection?> Change(string tenant, string id, Func<StoredConnection, StoredConnection> change, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<bool> Remove(string tenant, string id, CancellationToken cancel) => throw new NotSupportedException();
    }
}
