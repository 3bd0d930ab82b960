// Makes modules/audiences/Rules/Text/unicode.txt from the Unicode Character Database (Debian: unicode-data):
//   dotnet run tests/Unicode/Generate.cs /usr/share/unicode > modules/audiences/Rules/Text/unicode.txt
// Lines, in hexadecimal: D/d composed decomposed… (d: never composed again) · C first last class · F from to (simple folding).
#:property PublishAot=false
using System.Globalization;

var from = args[0];
string[] Lines(string file) => [.. File.ReadLines(Path.Combine(from, file))
    .Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];
static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

var characters = Lines("UnicodeData.txt").Select(line => line.Split(';')).ToArray();
var classes = characters.ToDictionary(fields => Hex(fields[0]), fields => int.Parse(fields[3], CultureInfo.InvariantCulture));
var excluded = Lines("CompositionExclusions.txt").Select(line => Hex(line.Split(';')[0])).ToHashSet();

foreach (var fields in characters.Where(fields => fields[5].Length > 0 && fields[5][0] != '<'))
{
    var parts = fields[5].Split(' ');
    var composes = parts.Length == 2 && !excluded.Contains(Hex(fields[0])) && classes[Hex(fields[0])] == 0 && classes[Hex(parts[0])] == 0;
    Console.WriteLine($"{(composes ? 'D' : 'd')} {fields[0]} {fields[5]}");
}

var marks = classes.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key).ToArray();
var start = 0;
for (var i = 1; i <= marks.Length; i++)
{
    if (i == marks.Length || marks[i].Key != marks[i - 1].Key + 1 || marks[i].Value != marks[start].Value)
    {
        Console.WriteLine($"C {marks[start].Key:X4} {marks[i - 1].Key:X4} {marks[start].Value:X}");
        start = i;
    }
}

foreach (var fields in Lines("CaseFolding.txt").Select(line => line.Split(';', StringSplitOptions.TrimEntries)))
{
    if (fields[1] is "C" or "S")
    {
        Console.WriteLine($"F {fields[0]} {fields[2]}");
    }
}
