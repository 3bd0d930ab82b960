using System.Text.Json;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ListContactEventsHandler(ContactDoor door, Timeline timeline) : IRequestHandler<ListContactEvents, ContactEventPage>
{
    public async Task<ContactEventPage> Handle(ListContactEvents request, CancellationToken cancel)
    {
        var contact = await door.Find(request.Who, request.Reference, request.Book, Use.Read, cancel);
        TeamSight.RequireTimeline(request.Who, contact);
        var page = new List<StoredMessage>();
        await foreach (var message in timeline.Events(contact, request.After, cancel))
        {
            page.Add(message);
            if (page.Count > request.Limit) break;
        }
        long? total = request.Total ? await timeline.Events(contact, null, cancel).LongCountAsync(cancel) : null;
        var shown = page.Take(request.Limit).ToArray();
        return new([.. shown.Select(Show)], page.Count > request.Limit ? shown[^1].Position : null, total);
    }

    private static ContactEventView Show(StoredMessage message)
    {
        var payload = JsonElement.Parse(message.Payload, new() { MaxDepth = 256 });
        return new(
            message.MessageId, message.Kind.ToString().ToLowerInvariant(),
            message.Kind == StepKind.Track ? message.Name : null, message.Kind == StepKind.Track ? null : message.Name,
            message.At, message.Arrived, Part("properties"), Part("context"));

        JsonElement? Part(string name) => payload.TryGetProperty(name, out var part) ? part : null;
    }
}
