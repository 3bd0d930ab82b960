using Contracts;

namespace Contacts;

/// <summary>Whose word it is when an import or a share and somebody else say the same.</summary>
internal static class ImportStamps
{
    public static bool IsImports(this Stamp stamp) => stamp.By.StartsWith("import:", StringComparison.Ordinal);

    /// <summary>
    /// What an import wrote and somebody else confirms is his: it is to stay when the import is undone. So is what a share gave, also when
    /// an import says it.
    /// </summary>
    public static bool Confirms(this Stamp stamp, Stamp held) => stamp.Outweighs(held);

    /// <summary>What a share says goes with the share, and what an import says with the import: whoever else says it keeps it.</summary>
    public static bool Outweighs(this Stamp stamp, Stamp other) => Weight(stamp) > Weight(other);

    private static int Weight(Stamp stamp) => stamp.IsShares() ? 0 : stamp.IsImports() ? 1 : 2;
}
