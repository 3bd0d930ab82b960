using System.Text;
using System.Text.Json;
using Contacts;
using Contracts;

namespace Tests.Contacts;

public sealed class MessageReaderTests
{
    [Theory]
    [InlineData("123", "123")]
    [InlineData("123.0", "123")]
    [InlineData("1e3", "1000")]
    [InlineData("-0.50", "-0.5")]
    [InlineData("'0123'", "0123")]
    [InlineData("'abc'", "abc")]
    [InlineData("'ABC'", "ABC")]
    public void User_ids_are_text_as_sent_and_numbers_by_their_shortest_form(string id, string read) =>
        Assert.Equal(read, Some.Message($"{{'type':'track','event':'x','userId':{id}}}").UserId);

    [Theory]
    [InlineData("{'type':'track','event':'x'}", "userId")]
    [InlineData("{'type':'track','event':'x','userId':' '}", "userId")]
    [InlineData("{'type':'track','event':'x','userId':{}}", "userId")]
    [InlineData("{'type':'track','userId':'u'}", "event")]
    [InlineData("{'type':'track','userId':'u','event':7}", "event")]
    [InlineData("{'type':'group','userId':'u'}", "groupId")]
    [InlineData("{'type':'alias','userId':'u'}", "previousId")]
    [InlineData("{'type':'dance','userId':'u'}", "type")]
    [InlineData("{'userId':'u'}", "type")]
    [InlineData("{'type':'page','userId':'u','timestamp':'soon'}", "timestamp")]
    [InlineData("{'type':'page','userId':'u','timestamp':1700000000}", "timestamp")]
    [InlineData("{'type':'page','userId':'u','timestamp':'0001-01-01T00:00:00Z'}", "timestamp")]
    [InlineData("{'type':'page','userId':'u','originalTimestamp':'2030-01-01T00:00:00Z'}", "originalTimestamp")]
    [InlineData("{'type':'page','userId':'u','properties':'none'}", "properties")]
    [InlineData("{'type':'identify','userId':'u','traits':5}", "traits")]
    [InlineData("{'type':'page','userId':'u','properties':{'a':['\\u0000']}}", "properties.a[0]")]
    [InlineData("{'type':'page','userId':'u','properties':{'a':'\\ud83d'}}", "properties.a")]
    [InlineData("{'type':'page','userId':'u','properties':{'a':1,'a':2}}", "properties.a")]
    public void What_cannot_be_taken_is_rejected_with_its_path(string json, string path) =>
        Assert.Equal(path, Some.Rejected(json).Path);

    [Fact]
    public void Whole_surrogate_pairs_are_text() =>
        Assert.Equal("\U0001F600", Some.Message("{'type':'track','event':'\\ud83d\\ude00','userId':'u'}").Name);

    [Fact]
    public void A_message_of_more_than_32_KB_or_deeper_than_64_is_rejected()
    {
        Assert.Contains("32 KB", Some.Rejected($"{{'type':'page','userId':'u','x':'{new string('a', 33_000)}'}}").Reason);
        var deep = new StringBuilder().Insert(0, "[", 70).Append(']', 70);
        var json = JsonElement.Parse($$"""{"type":"page","userId":"u","x":{{deep}}}""", new() { MaxDepth = 100 });
        Assert.Contains("deeper", MessageReader.Read(json, null, new(Some.Noon, null, true, false), new()).Rejection!.Reason);
    }

    [Fact]
    public void The_payload_is_the_message_without_its_envelope()
    {
        var message = Some.Message(
            "{'writeKey':'k','messageId':'m','type':'track','event':'x','userId':'u','sentAt':'2026-01-01T00:00:00Z','_metadata':{},'integrations':{},'context':{'a':1},'properties':{'b':[1.50]}}");
        Assert.Equal("""{"type":"track","event":"x","userId":"u","context":{"a":1},"properties":{"b":[1.50]}}""", message.Payload);
        Assert.Equal("m", message.MessageId);
    }

    [Fact]
    public void A_message_without_an_id_gets_one_of_its_own()
    {
        const string json = "{'type':'page','userId':'u'}";
        Assert.NotEqual(Some.Message(json).MessageId, Some.Message(json).MessageId);
    }

    [Theory]
    [InlineData("{'type':'track','event':'x','userId':'u','properties':{'b':1,'a':2}}", true)]
    [InlineData("{'sentAt':'2026-01-01T00:00:00Z','type':'track','event':'x','userId':'u','properties':{'a':2,'b':1},'context':{'library':{}}}", true)]
    [InlineData("{'type':'track','event':'x','userId':'u','properties':{'a':2,'b':2}}", false)]
    [InlineData("{'type':'track','event':'y','userId':'u','properties':{'a':2,'b':1}}", false)]
    [InlineData("{'type':'track','event':'x','userId':'v','properties':{'a':2,'b':1}}", false)]
    [InlineData("{'type':'track','event':'x','userId':'u','timestamp':'2025-01-01','properties':{'a':2,'b':1}}", false)]
    public void The_body_hash_sees_what_makes_a_message_and_not_its_envelope(string json, bool same)
    {
        var hash = Some.Message("{'type':'track','event':'x','userId':'u','properties':{'a':2,'b':1}}").BodyHash;
        Assert.Equal(same, hash == Some.Message(json).BodyHash);
    }

    [Fact]
    public void The_body_hash_sees_traits_wherever_they_stand() => Assert.NotEqual(
        Some.Message("{'type':'identify','userId':'u','context':{'traits':{'a':1}}}").BodyHash,
        Some.Message("{'type':'identify','userId':'u','context':{'traits':{'a':2}}}").BodyHash);

    [Theory]
    [InlineData("2026-01-01T11:00:00Z", "2026-01-01T12:10:00Z", false, "2026-01-01T10:50:00.000Z")]
    [InlineData("2026-01-01T11:00:00Z", "2026-01-01T12:04:00Z", false, "2026-01-01T11:00:00.000Z")]
    [InlineData("2026-01-01T11:00:00Z", "2026-01-01T09:00:00Z", false, "2026-01-01T11:00:00.000Z")]
    [InlineData("2026-01-01T11:00:00Z", "2026-01-01T12:10:00Z", true, "2026-01-01T11:00:00.000Z")]
    [InlineData("2026-01-01T13:00:00.1239+02:00", null, false, "2026-01-01T11:00:00.123Z")]
    [InlineData("2026-01-01", null, false, "2026-01-01T00:00:00.000Z")]
    public void Event_time_is_as_sent_unless_sentAt_shows_that_the_clock_is_ahead(string time, string? sentAt, bool manual, string at)
    {
        var sent = sentAt is null ? "null" : $"'{sentAt}'";
        var message = Some.Message($"{{'type':'page','userId':'u','timestamp':'{time}','sentAt':{sent}}}", manual: manual);
        Assert.Equal(at, message.At.ToString());
    }

    [Theory]
    [InlineData("'userId':'u'", false, true)]
    [InlineData("'userId':'u'", true, false)]
    [InlineData("'anonymousId':'a'", true, true)]
    [InlineData("'userId':'u','context':{'userAgent':'x'}", true, true)]
    [InlineData("'userId':'u','context':{'active':false}", false, false)]
    public void An_event_is_active_unless_it_says_not_or_a_server_sends_it_for_somebody(string ids, bool server, bool active) =>
        Assert.Equal(active, Some.Message($"{{'type':'page',{ids}}}", server: server).Active);

    [Fact]
    public void A_route_decides_the_type() => Assert.Equal(StepKind.Page, Some.Message("{'type':'track','userId':'u'}", "page").Kind);
}
