using System.Text.Json.Nodes;

namespace Tests.Support.Plain;

/// <summary>
/// What was sent, and who is who in it: slow, small, and sharing no code with the server on purpose.
/// It knows only worlds in which nobody shares an anonymous id, and refuses others.
/// </summary>
internal sealed class PlainWorld
{
    readonly List<JsonObject> messages = [];
    readonly List<JsonObject> upserts = [];

    public void Sent(JsonObject message) => messages.Add(message);

    public void Upserted(JsonObject contact) => upserts.Add(contact);

    public IReadOnlyCollection<PlainPerson> People()
    {
        var owners = Owners();
        var people = new Dictionary<string, PlainPerson>();
        foreach (var message in messages)
            Person(message["userId"]?.Text() ?? owners.GetValueOrDefault(message["anonymousId"]!.Text()), message["anonymousId"]?.Text()).Messages.Add(message);
        foreach (var contact in upserts)
            Person(contact["externalId"].Text(), null).Upserts.Add(contact);
        return people.Values;

        PlainPerson Person(string? user, string? anonymous)
        {
            var key = user is not null ? $"user:{user}" : $"anon:{anonymous}";
            return people.TryGetValue(key, out var person) ? person : people[key] = new PlainPerson(key);
        }
    }

    /// <summary>The user behind each anonymous id that was ever sent beside a user id.</summary>
    Dictionary<string, string> Owners()
    {
        var owners = new Dictionary<string, string>();
        foreach (var message in messages.Where(message => message["userId"] is not null && message["anonymousId"] is not null))
        {
            var (anonymous, user) = (message["anonymousId"].Text(), message["userId"].Text());
            if (!owners.TryAdd(anonymous, user) && owners[anonymous] != user)
                throw new NotSupportedException($"{anonymous} belongs to {owners[anonymous]} and to {user}; this evaluator is too plain for that.");
        }
        return owners;
    }
}
