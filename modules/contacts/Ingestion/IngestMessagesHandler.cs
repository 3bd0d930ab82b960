using Contracts;
using MediatR;

namespace Contacts;

internal sealed class IngestMessagesHandler(ContactDoor door, IdentityResolver resolver, RecentRings rings, IngestMeters meters, BusinessClock clock)
    : IRequestHandler<IngestMessages, IReadOnlyList<MessageReport>>
{
    public async Task<IReadOnlyList<MessageReport>> Handle(IngestMessages request, CancellationToken cancel)
    {
        var who = request.Who;
        Books.Require(who, null, Use.Write);
        var readings = MessageList.Read(request.Body, request.Type, clock, who.Server);
        var good = Enumerable.Range(0, readings.Count).Where(index => readings[index].Message is not null).ToArray();
        var results = await new IngestRun(door, resolver, who, [.. good.Select(index => readings[index].Message!)], cancel).Go();
        var reports = new MessageReport[readings.Count];
        for (var i = 0; i < good.Length; i++) reports[good[i]] = Report(good[i], results[i].Result);
        for (var i = 0; i < readings.Count; i++)
            reports[i] ??= new(i, MessageResult.Rejected, readings[i].Rejection!.Reason, readings[i].Rejection!.Path);
        var contacts = good.Zip(results).ToDictionary(pair => pair.First, pair => pair.Second.Contact);
        foreach (var report in reports) Remember(who, report, readings[report.Index], contacts.GetValueOrDefault(report.Index));
        meters.Answered(reports);
        return reports;
    }

    private static MessageReport Report(int index, MessageResult result) => result switch
    {
        MessageResult.Rejected => new(index, result, "was used for another message of this contact", "messageId"),
        MessageResult.Suppressed => new(index, result, "is about somebody whose data is suppressed", ""),
        _ => new(index, result),
    };

    private void Remember(Principal who, MessageReport report, Reading reading, Guid? contact)
    {
        if (report.Result == MessageResult.Duplicate) return;
        // Of who is suppressed nothing is kept, not even here.
        var shown = report.Result == MessageResult.Suppressed ? new Reading(reading.Type, null, null, null, null, null) : reading;
        rings.Add(who.Tenant, who.Book, report.Result != MessageResult.Accepted, new(
            clock.Now, reading.Type, shown.Message is { Kind: StepKind.Track } track ? track.Name : null, shown.MessageId,
            shown.UserId, shown.AnonymousId, contact?.ToString("N"), report.Reason, report.Path));
    }
}
