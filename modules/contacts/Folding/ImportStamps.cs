using Contracts;

namespace Contacts;

/// <summary>Whose word it is when an import and somebody else say the same.</summary>
internal static class ImportStamps
{
    public static bool IsImports(this Stamp stamp) => stamp.By.StartsWith("import:", StringComparison.Ordinal);

    /// <summary>What an import wrote and somebody else confirms is his: it is to stay when the import is undone.</summary>
    public static bool Confirms(this Stamp stamp, Stamp held) => held.IsImports() && !stamp.IsImports();
}
