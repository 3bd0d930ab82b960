using Contracts;

namespace Contacts;

/// <summary>When a consent may change.</summary>
internal static class Consents
{
    public const string Subscribed = "subscribed";
    public const string Unsubscribed = "unsubscribed";
    public const string Unknown = "unknown";

    public static readonly string[] Channels = ["email", "sms", "whatsapp"];

    /// <param name="isExplicit">A person, or a program with <c>write</c>, changes just this: not an upsert, import or share.</param>
    /// <param name="dated">The sender says when the consent was given or taken; then the newer one holds.</param>
    public static Profile With(this Profile profile, string channel, Consent consent, bool isExplicit, bool dated)
    {
        if (profile.Consents.TryGetValue(channel, out var held))
        {
            // Too late to count beside the import's, it counts if that is undone.
            if (dated && !consent.Stamp.Replaces(held.Stamp)) return profile with { ImportGains = ImportGains.Below(profile.ImportGains, held.Stamp.By, channel, consent) };
            if (!dated && !isExplicit && Weakens(held, consent)) return profile;
            if (!dated) consent = consent with { Stamp = consent.Stamp.Lifted(held.Stamp) };
            // A dated opt-in has to be newer than the opt-out; at the very same instant the opt-out stays.
            if (dated && Weakens(held, consent) && consent.Stamp.At <= held.Stamp.At) return profile;
        }
        return profile with { Consents = profile.Consents.SetItem(channel, consent) };
    }

    /// <summary>
    /// Of two people's consents that become one: unsubscribed wins, then the one that says something, then the one that no import says, then
    /// the later.
    /// </summary>
    public static Consent Join(Consent a, Consent b) =>
        Rank(a) != Rank(b) ? (Rank(a) > Rank(b) ? a : b)
        : a.Stamp.IsImports() != b.Stamp.IsImports() ? (a.Stamp.IsImports() ? b : a)
        : a.Stamp.Replaces(b.Stamp) ? a : b;

    private static bool Weakens(Consent held, Consent consent) => held.State == Unsubscribed && consent.State != Unsubscribed;

    private static int Rank(Consent consent) => consent.State switch { Unsubscribed => 2, Subscribed => 1, _ => 0 };
}
