using Tests.Support.Trace;

namespace Tests.Journeys;

/// <summary>The trace checker on traces written by hand: it accepts the good one and finds each way of being bad.</summary>
public sealed class SyncBeforeAnswerTests
{
    const string Socket = "213<TCP:[127.0.0.1:41235->127.0.0.1:50444]>";
    const string ReadRequest = $"""100 recvfrom({Socket}, "POST /v1/track HTTP/1.1\r\nHost: 127."..., 4096, 0, NULL, NULL) = 356""";
    const string ReadBody = $$"""100 recvfrom({{Socket}}, "{\"userId\":\"u\"}", 4096, 0, NULL, NULL) = 14""";
    const string Sync = "101 fdatasync(180</data/audiences.db-wal>) = 0";
    const string Send = $$"""102 sendto({{Socket}}, "HTTP/1.1 200 OK\r\nContent-Type: app"..., 190, MSG_NOSIGNAL, NULL, 0) = 190""";

    [Fact]
    public void A_sync_between_the_request_and_its_answer_is_good()
    {
        var found = Assert.Single(Check(ReadRequest, ReadBody, Sync, Send));
        Assert.True(found.Synced);
        Assert.Equal("POST /v1/track", found.Request);
    }

    [Fact]
    public void Interrupted_calls_are_joined_and_their_own_begin_and_return_count()
    {
        Assert.True(Assert.Single(Check(
            $"100 recvfrom({Socket},  <unfinished ...>",
            "101 fdatasync(180</data/audiences.db-wal> <unfinished ...>",
            "101 <... fdatasync resumed>)          = 0",
            """100 <... recvfrom resumed>"POST /v1/track HTTP/1.1\r\nHost"..., 4096, 0, NULL, NULL) = 356""",
            "101 fdatasync(180</data/audiences.db-wal> <unfinished ...>",
            "103 read(5<pipe:[1]>, \"\", 1) = 1",
            "101 <... fdatasync resumed>)          = 0",
            Send)).Synced);
    }

    [Theory]
    [InlineData("acknowledged before the sync", new[] { ReadRequest, ReadBody, Send, Sync })]
    [InlineData("no sync at all", new[] { ReadRequest, ReadBody, Send })]
    [InlineData("a sync before the body was read", new[] { ReadRequest, Sync, ReadBody, Send })]
    [InlineData("a sync begun before the request was read", new[]
        { "101 fdatasync(180</data/audiences.db-wal> <unfinished ...>", ReadRequest, ReadBody, "101 <... fdatasync resumed>)          = 0", Send })]
    [InlineData("a sync that returns after the answer", new[]
        { ReadRequest, ReadBody, "101 fdatasync(180</data/audiences.db-wal> <unfinished ...>", Send, "101 <... fdatasync resumed>)          = 0" })]
    [InlineData("a sync that never returns", new[] { ReadRequest, ReadBody, "101 fdatasync(180</data/audiences.db-wal> <unfinished ...>", Send })]
    [InlineData("a sync that fails", new[] { ReadRequest, ReadBody, "101 fdatasync(180</data/audiences.db-wal>) = -1 EIO (Input/output error)", Send })]
    [InlineData("a sync of somebody else's file", new[] { ReadRequest, ReadBody, "101 fdatasync(180</database/audiences.db-wal>) = 0", Send })]
    public void Everything_less_than_that_is_found(string how, string[] trace)
    {
        Assert.False(Assert.Single(Check(trace)).Synced, how);
    }

    [Fact]
    public void One_sync_does_not_serve_the_next_request()
    {
        Assert.Equal([true, false], Check(ReadRequest, Sync, Send, ReadRequest, Send).Select(found => found.Synced));
    }

    [Fact]
    public void Answers_to_reads_and_refusals_need_no_sync()
    {
        var get = ReadRequest.Replace("POST /v1/track", "GET /v1/me");
        var refusal = Send.Replace("200 OK", "422 Unprocessable Content");
        Assert.Empty(Check(get, Send, ReadRequest, refusal));
    }

    [Fact]
    public void A_line_that_is_not_understood_is_an_error()
    {
        Assert.Throws<FormatException>(() => Check(ReadRequest, "101 fdatasync(180", Send));
        Assert.Throws<FormatException>(() => Check("101 <... fdatasync resumed>) = 0"));
        Assert.Throws<FormatException>(() => Check(Send));
    }

    static IReadOnlyList<SyncBeforeAnswer.Checked> Check(params string[] trace) => new SyncBeforeAnswer("/data").Check(trace);
}
