using Host.Api.Http;
using Host.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Tests.Api;

/// <summary>What a caller is told when the database fails under his request.</summary>
public sealed class StorageFailureTests
{
    static readonly IReadOnlyDictionary<string, Exception> Failures = new Dictionary<string, Exception>
    {
        ["postgresql full"] = new PostgresException("could not extend file", "ERROR", "ERROR", "53100"),
        ["sqlite full"] = new SqliteException("database or disk is full", 13),
        ["away"] = new NpgsqlException("Failed to connect", new System.Net.Sockets.SocketException()),
        ["shutting down"] = new PostgresException("terminating connection", "FATAL", "FATAL", "57P01"),
        ["not let in any more"] = new DatabaseUnusableException("The password is not right."),
        ["commit not confirmed"] = new OutcomeUnknownException(new NpgsqlException("Exception while reading from stream")),
    };

    [Theory]
    [InlineData("postgresql full", 507, "disk-full", false)]
    [InlineData("sqlite full", 507, "disk-full", false)]
    [InlineData("away", 503, "not-ready", true)]
    [InlineData("shutting down", 503, "not-ready", true)]
    [InlineData("not let in any more", 503, "not-ready", true)]
    [InlineData("commit not confirmed", 503, "outcome-unknown", true)]
    public async Task Is_said_with_a_stable_type_and_when_to_try_again(string failure, int status, string type, bool again)
    {
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await new Problems(_ => throw Failures[failure], NullLogger<Problems>.Instance).Invoke(http);
        Assert.Equal(status, http.Response.StatusCode);
        Assert.Contains($"urn:audiences:{type}", System.Text.Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()), StringComparison.Ordinal);
        Assert.Equal(again, http.Response.Headers.RetryAfter.Count > 0);
    }
}
