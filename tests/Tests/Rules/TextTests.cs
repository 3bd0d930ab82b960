using Audiences.Rules;

namespace Tests.Rules;

public sealed class TextTests
{
    [Fact]
    public void Composition_follows_the_conformance_test_of_Unicode()
    {
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Rules", "normalization.txt")).Where(line => line[0] != '#').ToArray();
        Assert.True(lines.Length > 700);
        foreach (var forms in lines.Select(line => line.Split(';').Select(Characters).ToArray()))
        {
            Assert.All(forms, form => Assert.Equal(forms[1], Composition.Compose(form)));
        }
    }

    [Theory]
    [InlineData("É", "e\u0301")]
    [InlineData("ÉCOLE", "e\u0301cole")]
    [InlineData("Σίσυφος", "ΣΊΣΥΦΟΣ")]
    [InlineData("ſtraſſe", "STRASSE")]
    [InlineData("STRAẞE", "straße")]
    [InlineData("\u212A", "k")]
    [InlineData("µ", "Μ")]
    [InlineData("Ꭰ", "ꭰ")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("ǅ", "ǆ")]
    public void Text_is_the_same_after_composition_and_simple_folding(string a, string b) =>
        Assert.Equal(Folding.Fold(a), Folding.Fold(b));

    [Theory]
    [InlineData("straße", "strasse")]
    [InlineData("İ", "i")]
    [InlineData("ı", "I")]
    [InlineData("é", "e")]
    [InlineData("ﬁ", "fi")]
    public void Text_that_only_full_folding_or_a_locale_would_make_the_same_differs(string a, string b) =>
        Assert.NotEqual(Folding.Fold(a), Folding.Fold(b));

    [Fact]
    public void A_lone_surrogate_is_kept() => Assert.Equal("\ud800\u00e9", Folding.Fold("\ud800\u00c9"));

    [Fact]
    public void A_thousand_marks_on_one_letter_are_put_in_order_at_once()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 20_000));
        Assert.Equal("ạ" + new string('\u0323', 19_999) + new string('\u0301', 20_000), Composition.Compose("a" + marks));
    }

    private static string Characters(string hex) =>
        string.Concat(hex.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => char.ConvertFromUtf32(Convert.ToInt32(code, 16))));
}
