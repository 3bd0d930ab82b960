using System.Text.Json.Nodes;

namespace Contacts;

/// <summary>What a row says about consent to e-mail: the newer of a dated opt-in and a dated opt-out, else a plain yes or no.</summary>
internal sealed class RowConsent
{
    private string? optIn;
    private string? optOut;

    public bool? Flag { get; set; }

    public string? Reason { get; set; }

    // Times are RFC 3339 in UTC with milliseconds, so that the later one is the greater text.
    public void OptIn(string? at) => optIn = Later(optIn, at);

    public void OptOut(string? at, string? why)
    {
        optOut = Later(optOut, at);
        Reason ??= why;
    }

    public JsonNode? ToJson()
    {
        if (optOut is not null && string.CompareOrdinal(optOut, optIn) >= 0)
            return new JsonObject { ["state"] = Consents.Unsubscribed, ["at"] = optOut, ["why"] = Reason ?? "opted out" };
        if (Flag == false) return Consents.Unsubscribed;
        if (optIn is not null) return new JsonObject { ["state"] = Consents.Subscribed, ["at"] = optIn, ["why"] = "opted in" };
        return Flag is true ? Consents.Subscribed : null;
    }

    private static string? Later(string? one, string? other) => string.CompareOrdinal(one, other) >= 0 ? one : other;
}
