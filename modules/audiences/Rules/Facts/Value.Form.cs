using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Audiences.Packing;

namespace Audiences.Rules;

/// <summary>Values as bytes.</summary>
internal readonly partial struct Value
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    private enum Form : byte
    {
        Text,

        // A lone surrogate has no other form than as it stands in memory.
        BrokenText,
        Json,
        Number,
        Moment,
        False,
        True,
    }

    /// <summary>Reads what was written by <see cref="WriteForm"/>, any number of them.</summary>
    public static Value[] ReadForms(ReadOnlySpan<byte> forms)
    {
        var first = ReadForm(ref forms);
        if (forms.IsEmpty)
            return [first];
        List<Value> values = [first];
        while (!forms.IsEmpty)
            values.Add(ReadForm(ref forms));
        return [.. values];
    }

    /// <summary>The value of a JSON text, as <see cref="Kept(JsonElement)"/>.</summary>
    public static Value[] ReadKept(ReadOnlySpan<byte> json) => [Kept(json)];

    /// <summary>Of either form: it is one text, as can be seen without reading it; false of some that are.</summary>
    public static bool IsOneText(ReadOnlySpan<byte> form) => form[0] switch
    {
        (byte)'"' => IsPlainText(form),
        (byte)Form.Text => 1 + Lengths.Read(form[1..], out var length) + length == form.Length,
        _ => false,
    };

    /// <summary>Writes what differs from that of every other value; values written one behind the other stay apart.</summary>
    public void WriteForm(IBufferWriter<byte> writer)
    {
        switch (_plain)
        {
            case string text:
                WriteText(writer, text);
                break;
            case bool flag:
                writer.Write([(byte)(flag ? Form.True : Form.False)]);
                break;
            case decimal number:
                writer.Write([(byte)Form.Number]);
                writer.Write(MemoryMarshal.AsBytes(decimal.GetBits(number).AsSpan()));
                break;
            case Moment moment:
                writer.Write([(byte)Form.Moment]);
                writer.Write(MemoryMarshal.AsBytes<long>([moment.From, moment.To]));
                break;
            default:
                Write(writer, Form.Json, JsonMarshal.GetRawUtf8Value(_json));
                break;
        }
    }

    private static void WriteText(IBufferWriter<byte> writer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = writer.GetSpan(1 + Lengths.HeadOf(length) + length);
        span[0] = (byte)Form.Text;
        if (Utf8.FromUtf16(text, Lengths.Write(span[1..], length), out _, out _, replaceInvalidSequences: false) == OperationStatus.Done)
            writer.Advance(1 + Lengths.HeadOf(length) + length);
        else
            Write(writer, Form.BrokenText, MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Write(IBufferWriter<byte> writer, Form form, ReadOnlySpan<byte> bytes)
    {
        var length = 1 + Lengths.HeadOf(bytes.Length) + bytes.Length;
        var span = writer.GetSpan(length);
        span[0] = (byte)form;
        bytes.CopyTo(Lengths.Write(span[1..], bytes.Length));
        writer.Advance(length);
    }

    private static Value ReadForm(ref ReadOnlySpan<byte> forms)
    {
        var form = (Form)forms[0];
        forms = forms[1..];
        switch (form)
        {
            case Form.False or Form.True:
                return Of(form == Form.True);
            case Form.Number:
                return Of(new decimal(MemoryMarshal.Cast<byte, int>(Take(ref forms, sizeof(decimal)))));
            case Form.Moment:
                var ends = MemoryMarshal.Cast<byte, long>(Take(ref forms, 2 * sizeof(long)));
                return Of(new Moment(ends[0], ends[1]));
        }
        forms = forms[Lengths.Read(forms, out var length)..];
        var bytes = Take(ref forms, length);
        return form switch
        {
            Form.Text => Of(Encoding.UTF8.GetString(bytes)),
            Form.BrokenText => Of(new string(MemoryMarshal.Cast<byte, char>(bytes))),
            _ => Of(JsonElement.Parse(bytes, Deep)),
        };
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static bool IsPlainText(ReadOnlySpan<byte> json) => json.IndexOf((byte)'\\') < 0 && Utf8.IsValid(json);

    // Nearly all are read without a document.
    private static Value Kept(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'"' when IsPlainText(json) => Of(Encoding.UTF8.GetString(json[1..^1])),
        (byte)'t' => Of(true),
        (byte)'f' => Of(false),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') when Number.TryRead(json, out var number) => Of(number),
        _ => Kept(JsonElement.Parse(json, Deep)),
    };
}
