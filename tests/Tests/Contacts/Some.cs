using System.Text.Json;
using Contacts;
using Contracts;

namespace Tests.Contacts;

/// <summary>Data for tests that do not care which.</summary>
internal static class Some
{
    public static readonly Instant Noon = Instant.From(DateTimeOffset.UnixEpoch.AddYears(56).AddHours(12));

    public static Principal Key(Scopes scopes = Scopes.Ingest | Scopes.Read | Scopes.Write, string? user = null) =>
        new("main", "main", user, user is null ? null : "admin", "organisation:main", scopes, false, "k1");

    public static JsonElement Json(string json) => JsonElement.Parse(json.Replace('\'', '"'));

    public static IncomingMessage Message(string json, string? type = null, Instant? arrived = null, bool manual = true, bool server = false)
    {
        var (message, rejection) = MessageReader.Read(Json(json), type, new(arrived ?? Noon, null, manual, server), new());
        return message ?? throw new InvalidOperationException($"{rejection}");
    }

    public static Rejection Rejected(string json, string? type = null)
    {
        var (message, rejection) = MessageReader.Read(Json(json), type, new(Noon, null, true, false), new());
        Assert.Null(message);
        return rejection!;
    }

    public static Stamp ByApi(Instant at, string by = "key:k1") => new(at, by, "api", null);

    public static Profile Upsert(Profile profile, string json, Instant? at = null, string by = "key:k1") => Edit(profile, EditKind.Upsert, json, at, by);

    public static Profile Patch(Profile profile, string json, Instant? at = null, string by = "key:k1") => Edit(profile, EditKind.Patch, json, at, by);

    public static Profile Identify(Profile profile, string traits, Instant at, string id = "m") =>
        MessageFold.Apply(profile, Message($"{{'type':'identify','userId':'u','messageId':'{id}','timestamp':'{at}','traits':{traits}}}", arrived: at), "event:k1");

    public static Instant At(int minutes) => Noon + TimeSpan.FromMinutes(minutes);

    private static Profile Edit(Profile profile, EditKind kind, string json, Instant? at, string by)
    {
        Assert.Empty(ContactBody.Faults(Json(json)));
        return EditFold.Apply(profile, new(kind, json.Replace('\'', '"'), ByApi(at ?? Noon, by), "admin"));
    }
}
