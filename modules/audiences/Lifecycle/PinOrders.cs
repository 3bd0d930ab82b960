using System.Text.Json;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

/// <summary>
/// Pins. They stand on the contacts, beside the tags, so that they are judged, joined and erased with the person; rules ask for them by
/// the audience's id.
/// </summary>
internal sealed class PinOrders(AudienceAccess access, IMediator door, AudienceOrders orders)
{
    private const int MostAtOnce = 1_000;

    private static readonly (string Member, bool? In)[] Ways = [("in", true), ("out", false), ("clear", null)];

    /// <summary>
    /// The id under which contacts bear pins of that audience; null where nobody is pinned. Those of a received one are its share's; in a managed one
    /// nobody is yet: it judges as the custom one that it may become, so that nothing is built anew then.
    /// </summary>
    public static string? PinsOf(string kind, string id) => kind is ReceivedAudiences.Kind or ManagedAudiences.Kind || MayPin(kind) ? id : null;

    private static bool MayPin(string kind) => kind is "custom" or "organisation" or StaticAudiences.Kind;

    public async Task<AudienceAnswer> Pin(Principal principal, string id, JsonElement body, CancellationToken cancel)
    {
        var state = await access.FindToChange(principal, id);
        SystemAudience.RefuseManaged(state);
        if (!MayPin(state.Kind))
            throw new Refusal(409, "not-pinnable", $"Nobody is pinned in an audience of kind {state.Kind}: the server says who is in it.");
        await door.Send(new PinContacts(principal, state.Book, id, Read(body)), cancel);
        return await orders.Bring(principal, state);
    }

    private static List<ContactPin> Read(JsonElement body)
    {
        AudienceBody.RefuseUnknown(body, "", [.. Ways.Select(way => way.Member)]);
        var pins = Ways.SelectMany(way => Listed(body, way.Member).Select((contact, i) => new ContactPin($"{way.Member}[{i}]", contact, way.In))).ToList();
        return pins.Count switch
        {
            0 => throw Refusal.Invalid("$", "Name whom to pin: { \"in\": [ids], \"out\": [ids], \"clear\": [ids] }."),
            > MostAtOnce => throw Refusal.Invalid("$", $"names {pins.Count} contacts; at most {MostAtOnce} at once"),
            _ => pins,
        };
    }

    private static IEnumerable<string> Listed(JsonElement body, string member)
    {
        if (!body.TryGetProperty(member, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.ValueKind != JsonValueKind.Array)
            throw Refusal.Invalid(member, "must be a list of contact ids");
        return list.EnumerateArray().Select((item, i) =>
            item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Refusal.Invalid($"{member}[{i}]", "must be a contact id"));
    }
}

internal sealed class PinMembersHandler(PinOrders orders) : IRequestHandler<PinMembers, AudienceAnswer>
{
    public Task<AudienceAnswer> Handle(PinMembers request, CancellationToken cancel) =>
        orders.Pin(request.Principal, request.Id, request.Body, cancel);
}
