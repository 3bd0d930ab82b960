using System.Globalization;
using System.Text;
using Audiences.Columns;
using Audiences.Rules;
using Tests.Rules;

namespace Tests.Columns;

public sealed class CodesTests
{
    [Theory]
    [InlineData(255, 1, 256, 2)]
    [InlineData(65_535, 2, 65_536, 4)]
    [InlineData(255, 1, 65_536, 4)]
    public void They_are_made_wider_by_the_first_that_does_not_fit(int fits, int width, int wider, int wide)
    {
        var codes = new Codes(128, fits);
        (codes[0], codes[127]) = (fits, 7);
        Assert.Equal((width, codes), (codes.Width, codes.For(fits)));
        var widened = codes.For(wider);
        widened[1] = wider;
        Assert.Equal((wide, fits, wider, 7), (widened.Width, widened[0], widened[1], widened[127]));
        Assert.Throws<OverflowException>(() => codes[1] = wider);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(65_535)]
    [InlineData(1_000_000)]
    public void Only_those_that_have_one_of_the_codes_are_left(int highest)
    {
        var codes = new Codes(128, highest);
        for (var i = 0; i < codes.Count; i++)
            codes[i] = i % 50;
        codes[100] = highest;
        var places = new ulong[] { ulong.MaxValue, ulong.MaxValue & ~1UL };
        // 263 is 7 and 65,543 is too, of those bits that fit.
        codes.NarrowToAny(places, [44, 263, 65_543, highest]);
        Assert.Equal([44, 94, 100], Enumerable.Range(0, 128).Where(i => ((places[i >> 6] >> i) & 1) != 0));
        Assert.True(codes.Contains(highest) && !codes.Contains(263) && !codes.Contains(65_543));
    }

    [Theory]
    [InlineData(10, 300)]
    [InlineData(300, 70_000)]
    [InlineData(10, 70_000)]
    [InlineData(10, 20)]
    public void Sorted_in_among_each_other_they_are_what_they_were(int old, int added)
    {
        var codes = new Codes(5, old);
        for (var i = 0; i < 5; i++)
            codes[i] = old - i;
        var spliced = codes.Splice(6, added, [new Stretch(0, 2, true), new Stretch(3, 1, true), new Stretch(4, 1, false)], [added, added - 1]);
        Assert.Equal([old, old - 1, added, old - 3, added - 1, old - 4], Enumerable.Range(0, 6).Select(i => spliced[i]));
    }

    [Fact]
    public void A_field_of_more_contents_than_two_bytes_tell_apart_is_searched_as_any_other()
    {
        var column = new FieldColumn(Value.ReadKept);
        const int Slots = 60_000;
        for (var given = 0; given < 70_000; given++)
            column.Set(given % Slots, Encoding.UTF8.GetBytes(given.ToString(CultureInfo.InvariantCulture)));
        Assert.True(column.Contents.Count > 65_536, $"Only {column.Contents.Count} contents are held, which shows little.");
        Assert.Equal([9_999], Having(column, """{"field":"trait.x","op":"equals","value":69999}"""));
        Assert.Equal([10_000], Having(column, """{"field":"trait.x","op":"equals","value":10000}"""));
        Assert.Empty(Having(column, """{"field":"trait.x","op":"equals","value":4463}"""));
        Assert.Equal(Enumerable.Range(5_530, 4_470), Having(column, """{"field":"trait.x","op":"atLeast","value":65530}"""));
    }

    private static int[] Having(FieldColumn column, string condition)
    {
        var having = new SlotSet();
        for (var slot = 0; slot < 60_000; slot++)
            having.Add(slot);
        var test = ValueTests.Compile(((FieldCondition)Some.Only(condition).Nodes.First(node => node is FieldCondition)).Test);
        column.Narrow(having, FactPath.Here, test, 0);
        return having.ToArray();
    }
}
