using Contracts;

namespace Audiences.Reading;

/// <summary>Who sees contacts need not be who may take them away.</summary>
internal static class ExportPolicy
{
    public static void Require(Principal principal, string book)
    {
        if (Books.TeamOf(book) is null && !Books.Owns(principal, book))
            throw new Refusal(403, "missing-role", "The organisation's contacts are exported by admins and owners.");
    }
}
