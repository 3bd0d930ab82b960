using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>Finds or makes the contact that a body is about, and writes the body to it.</summary>
internal sealed class UpsertRun(ContactDoor door, IdentityResolver resolver)
{
    private const int MostRounds = 16;

    /// <param name="body">Checked by <see cref="ContactBody"/>.</param>
    public Task<(Guid Contact, bool Created)> Go(Principal who, string book, JsonElement body, CancellationToken cancel, KnownSteps? steps = null) =>
        Go(who, book, BearingOf(body), new(EditKind.Upsert, ProfileValues.Json(body), door.Stamp(who), who.User, Steps: steps), null, cancel);

    /// <param name="fresh">The id of the contact if it has to be made, for a write that may come a second time; any when null.</param>
    public async Task<(Guid Contact, bool Created)> Go(
        Principal who, string book, Bearing bearing, ContactEdit edit, Guid? fresh, CancellationToken cancel)
    {
        var known = resolver.Begin(who.Tenant, book);
        try
        {
            for (var round = 0; round < MostRounds; round++)
            {
                var (decision, right) = await resolver.Decide(known, bearing, mayWrite: true, cancel, fresh);
                if (decision.Suppressed) throw ContactDoor.Suppressed();
                if (decision.Join is { } join) await Join(who, known, bearing, join, right);
                else if (await Write(who, book, decision.Route!, edit) is { } created) return (decision.Route!.Contact, created);
                else resolver.Forget(known, bearing);
            }
        }
        catch
        {
            resolver.Forget(known, bearing);
            throw;
        }
        throw Refusal.NotReady();
    }

    private async Task<bool?> Write(Principal who, string book, Route route, ContactEdit edit)
    {
        var answer = await door.Call(who.Tenant, route.Contact, grain => grain.Edit(new(book, edit, route, null)));
        return answer.Outcome switch
        {
            ContactOutcome.Done => answer.Created,
            // Made when the write came the first time, and merged or erased since.
            ContactOutcome.Moved when route.Via is null => false,
            ContactOutcome.Gone when route.Via is null => throw new Refusal(409, "erased", "The contact was erased since this was first written."),
            ContactOutcome.NoSuchStep => throw Refusal.Invalid("step", answer.Why!),
            _ => null,
        };
    }

    private async Task Join(Principal who, Known known, Bearing bearing, (Guid From, Guid Into) join, JoinRight right)
    {
        var answer = await door.Call(who.Tenant, join.Into, grain => grain.Absorb(new(join.From, right)));
        resolver.Forget(known, bearing);
        if (answer.Outcome == ContactOutcome.Apart) known.KeepApart(join.From, join.Into);
    }

    public static Bearing BearingOf(JsonElement body)
    {
        var external = body.TryGetProperty("externalId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        var anonymous = Items(body, "anonymousIds").Select(item => item.GetString()!).Distinct(StringComparer.Ordinal);
        var emails = Values(body, "email", "emails").Select(NormalForm.Email).Select(email => (IdentityKind.Email, email));
        var phones = Values(body, "phone", "phones").Select(NormalForm.Phone).Select(phone => (IdentityKind.Phone, phone));
        return new(external, [.. anonymous], [.. emails.Concat(phones).Where(address => address.Item2 is not null)
            .Select(address => new Identity(address.Item1, address.Item2!)).Distinct()]);
    }

    private static IEnumerable<string> Values(JsonElement body, string one, string many)
    {
        if (body.TryGetProperty(one, out var first) && first.ValueKind == JsonValueKind.String) yield return first.GetString()!;
        foreach (var item in Items(body, many))
            yield return (item.ValueKind == JsonValueKind.Object ? item.GetProperty("value") : item).GetString()!;
    }

    private static IEnumerable<JsonElement> Items(JsonElement body, string name) =>
        body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];
}
