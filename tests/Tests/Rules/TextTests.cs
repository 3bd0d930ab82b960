using Audiences.Rules;

namespace Tests.Rules;

public sealed class TextTests
{
    [Fact]
    public void Xx()
    {
        if (!File.Exists("/tmp/ucd/NormalizationTest.txt")) { return; }
        var n = 0;
        foreach (var line in File.ReadLines("/tmp/ucd/NormalizationTest.txt"))
        {
            if (line.Length == 0 || line[0] is '#' or '@') { continue; }
            var c = line.Split(';').Take(5).Select(x => string.Concat(x.Split(' ').Select(h => char.ConvertFromUtf32(Convert.ToInt32(h, 16))))).ToArray();
            Assert.Equal(c[1], Composition.Compose(c[0]));
            Assert.Equal(c[1], Composition.Compose(c[1]));
            Assert.Equal(c[1], Composition.Compose(c[2]));
            Assert.Equal(c[3], Composition.Compose(c[3]));
            Assert.Equal(c[3], Composition.Compose(c[4]));
            n++;
        }
        Assert.Fail($"ok {n}");
    }
}
