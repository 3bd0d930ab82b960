using System.Text;
using Audiences.Columns;
using Audiences.Rules;

namespace Tests.Columns;

public sealed class FormsTests
{
    [Fact]
    public void Each_of_many_has_the_code_it_was_given_however_they_meet_in_the_table()
    {
        var contents = new Contents(Value.ReadKept);
        for (var round = 0; round < 2; round++)
            for (var i = 1; i <= 20_000; i++)
                Assert.Equal(i, contents.CodeOf(Form(i)));
        Assert.Equal(20_001, contents.Count);
        Assert.True(contents[12_345][0].TryText(out var text) && text == "text 12345");
    }

    [Fact]
    public void Short_and_long_forms_are_read_as_they_were_written()
    {
        var forms = new Forms();
        int[] lengths = [1, 127, 128, 3, 16_383, 16_384, 65_532, 65_533, 65_536, 2, 200_000, 5, 60_000, 60_000, 1];
        foreach (var (index, length) in lengths.Index())
            Assert.Equal(index + 1, forms.Add(Filled(index, length)));
        foreach (var (index, length) in lengths.Index())
            Assert.True(forms[index + 1].SequenceEqual(Filled(index, length)), $"The form of {length} bytes is another.");
    }

    [Fact]
    public void What_is_wiped_is_overwritten_and_its_neighbours_are_not()
    {
        var forms = new Forms();
        for (var i = 1; i <= 500; i++)
            forms.Add(Form(i));
        forms.Add(Filled(7, 100_000));
        var held = forms[250];
        var large = forms[501];
        forms.Wipe(250);
        forms.Wipe(501);
        Assert.False(held.ContainsAnyExcept((byte)0));
        Assert.False(large.ContainsAnyExcept((byte)0));
        Assert.True(forms[250].IsEmpty);
        Assert.True(forms[249].SequenceEqual(Form(249)) && forms[251].SequenceEqual(Form(251)));
    }

    [Fact]
    public void No_copy_stays_behind_when_there_is_more_room_or_most_are_let_go_of()
    {
        var forms = new Forms();
        forms.Add(Form(1));
        var first = forms[1];
        for (var i = 2; i <= 100; i++)
            forms.Add(Form(i));
        Assert.False(first.ContainsAnyExcept((byte)0));
        var last = forms[100];
        forms.WipeAll();
        Assert.False(last.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void One_that_was_forgotten_is_new_when_it_comes_again()
    {
        var contents = new Contents(Value.ReadKept);
        for (var i = 1; i <= 1_000; i++)
            contents.CodeOf(Form(i));
        contents.Forget(10);
        Assert.Empty(contents[10]);
        Assert.Equal(1_001, contents.CodeOf(Form(10)));
        for (var i = 1_002; i <= 5_000; i++)
            contents.CodeOf(Form(i));
        Assert.Equal((9, 1_001, 11), (contents.CodeOf(Form(9)), contents.CodeOf(Form(10)), contents.CodeOf(Form(11))));
    }

    [Fact]
    public void Those_kept_are_numbered_anew_and_found()
    {
        var contents = new Contents(Value.ReadKept);
        for (var i = 1; i <= 1_000; i++)
            contents.CodeOf(Form(i));
        contents.KeepOnly([700, 3]);
        Assert.Equal((3, 1, 2, 3), (contents.Count, contents.CodeOf(Form(700)), contents.CodeOf(Form(3)), contents.CodeOf(Form(1))));
        Assert.True(contents[2][0].TryText(out var text) && text == "text 3");
    }

    private static byte[] Form(int i) => Encoding.UTF8.GetBytes($"\"text {i}\"");

    private static byte[] Filled(int seed, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(1 + ((i + seed) % 255)))];
}
