using System.Text;
using System.Xml;

namespace Contacts;

/// <summary>XML of a workbook, read forward: no document types, and bounded in all that a reader keeps in memory.</summary>
internal sealed class XlsxXml : IDisposable
{
    private const int DeepestElement = 64;

    private readonly XmlReader xml;
    private readonly char[] chunk = new char[4096];

    public XlsxXml(Stream part) => xml = XmlReader.Create(
        new BoundedMarkup(new StreamReader(part, Encoding.UTF8, detectEncodingFromByteOrderMarks: true)),
        new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, NameTable = new BoundedNames(), CloseInput = true });

    /// <summary>Names are compared without their namespace, of which there are several for the same.</summary>
    public string Name => xml.LocalName;

    public bool IsElement => xml.NodeType == XmlNodeType.Element;

    public bool IsText => xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace;

    public bool IsEmpty => xml.IsEmptyElement;

    public int Depth => xml.Depth;

    public bool Read()
    {
        try
        {
            var read = xml.Read();
            return xml.Depth <= DeepestElement ? read : throw new DamagedWorkbookException("its elements are nested too deep");
        }
        catch (XmlException damaged)
        {
            throw Damaged(damaged);
        }
    }

    /// <summary>To the next element of that name; false when there is none.</summary>
    public bool To(string name)
    {
        while (Read())
            if (IsElement && Name == name) return true;
        return false;
    }

    /// <summary>Null: it has none. Whatever its namespace.</summary>
    public string? Attribute(string name)
    {
        for (var i = 0; i < xml.AttributeCount; i++)
        {
            xml.MoveToAttribute(i);
            if (xml.LocalName != name) continue;
            var value = xml.Value;
            xml.MoveToElement();
            return value;
        }
        xml.MoveToElement();
        return null;
    }

    /// <summary>Adds the text that is being stood on, as long as there are no more than so many letters.</summary>
    public void Take(StringBuilder into, int most)
    {
        try
        {
            while (xml.ReadValueChunk(chunk, 0, chunk.Length) is var read and > 0)
                if (into.Length <= most) into.Append(chunk, 0, read);
        }
        catch (XmlException damaged)
        {
            throw Damaged(damaged);
        }
    }

    public void Dispose() => xml.Dispose();

    private static DamagedWorkbookException Damaged(XmlException damaged) => new("its XML is damaged, or not a spreadsheet's", damaged);

    private sealed class BoundedNames : NameTable
    {
        private const int Most = 5_000;

        private int added;

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));

        public override string Add(string key) => Get(key) ?? Counted(base.Add(key));

        private string Counted(string name) => ++added <= Most ? name : throw new DamagedWorkbookException("it has more names of elements than a spreadsheet has");
    }

    /// <summary>A tag, a comment or the like is held in memory as a whole; text between them is not.</summary>
    private sealed class BoundedMarkup(TextReader text) : TextReader
    {
        private const int Longest = 64 * 1024;

        private int length;
        private bool isIn;

        public override int Read(char[] buffer, int index, int count)
        {
            var read = text.Read(buffer, index, count);
            for (var i = index; i < index + read; i++)
            {
                if (buffer[i] == '<') (isIn, length) = (true, 0);
                else if (buffer[i] == '>') isIn = false;
                else if (isIn && ++length > Longest) throw new DamagedWorkbookException("an element of it is too long");
            }
            return read;
        }

        public override int Read() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) text.Dispose();
            base.Dispose(disposing);
        }
    }
}
