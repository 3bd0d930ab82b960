namespace Audiences.Rules;

/// <summary>Texts that rules take for the same are the same.</summary>
internal sealed class SameText : IEqualityComparer<string>
{
    public static readonly SameText Comparer = new();

    public bool Equals(string? a, string? b) => string.Equals(a, b, StringComparison.Ordinal) || (a is not null && b is not null && Folding.Fold(a) == Folding.Fold(b));

    public int GetHashCode(string text) => Folding.Fold(text).GetHashCode(StringComparison.Ordinal);
}
