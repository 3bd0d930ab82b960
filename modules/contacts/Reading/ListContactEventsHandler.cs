using System.Collections.Immutable;
using System.Text.Json;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ListContactEventsHandler(ContactDoor door, ContactViews views, IContactStore store)
    : IRequestHandler<ListContactEvents, ContactEventPage>
{
    public async Task<ContactEventPage> Handle(ListContactEvents request, CancellationToken cancel)
    {
        var contact = await door.Find(request.Who, request.Reference, request.Book, cancel);
        var all = (await views.Activity(contact))?.Messages ?? [];
        ImmutableArray<long> newestFirst = [.. all.Reverse()];
        var from = request.After is { } after ? newestFirst.IndexOf(after) + 1 : 0;
        ImmutableArray<long> page = [.. newestFirst.Skip(from).Take(request.Limit)];
        var messages = await store.Messages(contact.Tenant, contact.Partition, page, cancel);
        return new([.. messages.Select(Show)], from + page.Length < all.Length ? page[^1] : null, all.Length);
    }

    private static ContactEventView Show(StoredMessage message)
    {
        var payload = JsonElement.Parse(message.Payload, new() { MaxDepth = 256 });
        return new(
            message.MessageId, message.Kind.ToString().ToLowerInvariant(),
            message.Kind == StepKind.Track ? message.Name : null, message.Kind == StepKind.Track ? null : message.Name,
            message.At, message.Arrived, Part("properties"), Part("traits"), Part("context"));

        JsonElement? Part(string name) => payload.TryGetProperty(name, out var part) ? part : null;
    }
}
