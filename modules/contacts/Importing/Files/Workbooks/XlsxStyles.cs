using System.Globalization;

namespace Contacts;

/// <summary>How the numbers of cells are shown, by the numbers of their styles.</summary>
internal sealed class XlsxStyles
{
    // Far more than Excel allows.
    private const int Most = 100_000;

    private readonly List<NumberForm> forms = [];

    public static XlsxStyles Read(XlsxXml? xml)
    {
        var styles = new XlsxStyles();
        var own = new Dictionary<int, NumberForm>();
        var isCell = false;
        while (xml?.Read() == true && styles.forms.Count < Most && own.Count < Most)
        {
            if (!xml.IsElement) continue;
            if (xml.Name is "cellXfs" or "cellStyleXfs" or "dxfs") isCell = xml.Name == "cellXfs";
            if (xml.Name == "numFmt" && Number(xml.Attribute("numFmtId")) is { } id) own[id] = NumberForm.Of(xml.Attribute("formatCode") ?? "");
            else if (xml.Name == "xf" && isCell)
                styles.forms.Add(Number(xml.Attribute("numFmtId")) is { } used ? own.TryGetValue(used, out var form) ? form : NumberForm.BuiltIn(used) : default);
        }
        return styles;
    }

    public NumberForm this[int style] => style >= 0 && style < forms.Count ? forms[style] : default;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
