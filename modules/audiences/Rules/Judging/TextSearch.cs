using System.Text;
using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>A test of text as patterns of bytes, one of which must be found in folded texts that each stand between zero bytes.</summary>
internal sealed class TextSearch
{
    // Each is looked for by itself.
    private const int MostPatterns = 4;

    private TextSearch(byte[][] patterns) => Patterns = patterns;

    public IReadOnlyList<byte[]> Patterns { get; }

    /// <summary>Null for a test that asks something else too.</summary>
    public static TextSearch? Of(Op op, Operand operand)
    {
        var (before, after) = op switch
        {
            Op.Contains => ("", ""),
            Op.StartsWith => ("\0", ""),
            Op.EndsWith => ("", "\0"),
            Op.Equals or Op.In or Op.ContainsAny => ("\0", "\0"),
            _ => (null, null),
        };
        return before is not null && TextsOf(operand) is { Length: > 0 and <= MostPatterns } texts
            ? new TextSearch([.. texts.Select(text => Encoding.UTF8.GetBytes(before + text + after))])
            : null;
    }

    /// <summary>The texts of a test for one of many; null of others.</summary>
    public static FormTable? WholeOf(Op op, Operand operand)
    {
        if (op is not (Op.In or Op.ContainsAny) || TextsOf(operand) is not { Length: > MostPatterns } texts)
            return null;
        var forms = new Forms();
        var whole = new FormTable(forms);
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
            whole.Add(forms.Add(Encoding.UTF8.GetBytes(text)));
        return whole;
    }

    /// <summary>Null where not all that is asked for are texts that can be found.</summary>
    private static string[]? TextsOf(Operand operand)
    {
        var literals = operand switch
        {
            Scalar scalar => [scalar.Value],
            Several several => several.Values,
            _ => (Seq<Literal>)[],
        };
        var texts = literals.OfType<TextLiteral>().Select(literal => Folding.Fold(literal.Text)).ToArray();
        return texts.Length == literals.Count && texts.All(CanBeFound) ? texts : null;
    }

    private static bool CanBeFound(string text) =>
        text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
