using Contracts;

namespace Contacts;

/// <summary>What a profile says without having been told.</summary>
internal static class Derived
{
    public static bool IsImported(this Profile profile) => profile.Origin is "addressBook" or "device" or "file" or "api";

    /// <summary>A person edited a field, or it has an assignee, tag, stage or segment that a person or an import put there.</summary>
    public static bool IsOrganized(this Profile profile) =>
        profile.EditedByPerson
        || profile.Tags.Values.Any(IsByHand)
        || new[] { "assignedTo", "stage", "segment" }.Any(field => profile.Has(field) && IsByHand(profile.Values[field].Stamp));

    private static bool IsByHand(Stamp stamp) =>
        stamp.From is "file" or "addressBook" || stamp.By.StartsWith("user:", StringComparison.Ordinal) || stamp.By.StartsWith("import:", StringComparison.Ordinal);
}
