using System.Buffers;
using System.Text;

namespace Contacts;

/// <summary>The texts that cells refer to by their number.</summary>
internal sealed class XlsxStrings
{
    private const int MostBytes = 192 * 1024 * 1024;
    private const int MostTexts = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> letters = new();
    private readonly List<int> ends = [];

    public static XlsxStrings Read(XlsxXml? xml)
    {
        var strings = new XlsxStrings();
        while (xml?.To("si") == true) strings.Add(Text(xml, CsvRows.LongestCell));
        return strings;
    }

    /// <summary>Empty when there is none.</summary>
    public string this[int number] => number >= 0 && number < ends.Count
        ? Encoding.UTF8.GetString(letters.WrittenSpan[(number == 0 ? 0 : ends[number - 1])..ends[number]]) : "";

    /// <summary>The text in the element that is being stood on; how it is spoken is not part of it.</summary>
    public static string Text(XlsxXml xml, int most)
    {
        var (text, depth, isText, spoken) = (new StringBuilder(), xml.Depth, false, int.MaxValue);
        if (xml.IsEmpty) return "";
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth <= spoken) spoken = int.MaxValue;
            if (xml.IsElement) (isText, spoken) = (xml.Name == "t" && !xml.IsEmpty, xml.Name == "rPh" && !xml.IsEmpty ? Math.Min(spoken, xml.Depth) : spoken);
            else if (!xml.IsText) isText = false;
            else if (isText && spoken == int.MaxValue) xml.Take(text, most);
        }
        return XlsxCells.Unescaped(text.ToString());
    }

    private void Add(string text)
    {
        Encoding.UTF8.GetBytes(text, letters);
        ends.Add(letters.WrittenCount);
        if (letters.WrittenCount > MostBytes || ends.Count > MostTexts)
            throw new DamagedWorkbookException($"it has more than {MostBytes / (1024 * 1024)} MB of different texts; save it as CSV, which has no such limit");
    }
}
