using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Audiences.Sdk;

namespace Plugins.Webhook;

/// <summary>
/// A batch as messages of less than 20 KB, as Standard Webhooks advises. The same batch gives the same messages, byte by byte, so that a
/// receiver that keeps their ids takes each once.
/// </summary>
internal sealed class BatchMessages
{
    public const int Largest = 20_000;

    // What stands around the members, with the longest key that an audience may have, and commas.
    private const int Frame = 300;

    private readonly MemberBatch _batch;
    private readonly List<WebhookMessage> _messages = [];
    private readonly List<RejectedMember> _rejected = [];
    private readonly List<byte[]> _entered = [], _left = [];
    private DateTimeOffset _latest;
    private int _size = Frame;

    private BatchMessages(MemberBatch batch) => _batch = batch;

    public static (IReadOnlyList<WebhookMessage> Messages, IReadOnlyList<RejectedMember> Rejected) Of(MemberBatch batch)
    {
        var made = new BatchMessages(batch);
        foreach (var member in batch.Adds) made.Enters(member);
        foreach (var member in batch.Removes) made.Leaves(member);
        made.Close();
        return (made._messages, made._rejected);
    }

    private void Enters(Member member)
    {
        var written = MemberJson.Of(member);
        if (Fits(written)) Put(_entered, member, written);
        else _rejected.Add(new(member.Key, "is larger than a webhook's message may be (20 KB): let the mapping leave some of it out"));
    }

    // Who leaves is never rejected: his key says all.
    private void Leaves(Member member)
    {
        var written = MemberJson.Of(member);
        Put(_left, member, Fits(written) ? written : MemberJson.OfKey(member));
    }

    private static bool Fits(byte[] written) => Frame + written.Length < Largest;

    private void Put(List<byte[]> members, Member member, byte[] written)
    {
        if (_size + written.Length >= Largest) Close();
        members.Add(written);
        _size += written.Length + 1;
        if (member.At > _latest) _latest = member.At;
    }

    private void Close()
    {
        if (_entered.Count + _left.Count == 0) return;
        _messages.Add(new(string.Create(CultureInfo.InvariantCulture, $"{_batch.Id}-{_messages.Count + 1}"), Body()));
        _entered.Clear();
        _left.Clear();
        (_size, _latest) = (Frame, default);
    }

    private byte[] Body()
    {
        var buffer = new ArrayBufferWriter<byte>(_size);
        using (var json = new Utf8JsonWriter(buffer, MemberJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("type", "audience.members.changed");
            // When the last of it came about; when it is sent is in the header.
            json.WriteString("timestamp", MemberJson.InstantText(_latest));
            json.WriteStartObject("data");
            json.WriteString("audience", _batch.Audience);
            json.WriteNumber("sequence", _batch.Sequence);
            Write(json, "entered", _entered);
            Write(json, "left", _left);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, List<byte[]> members)
    {
        json.WriteStartArray(name);
        foreach (var member in members) json.WriteRawValue(member, skipInputValidation: true);
        json.WriteEndArray();
    }
}
