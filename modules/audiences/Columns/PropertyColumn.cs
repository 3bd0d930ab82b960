using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>What each event of a name has in one property, in the order of its <see cref="EventPostings"/>.</summary>
internal sealed class PropertyColumn(string name)
{
    public static readonly Codes None = new(0, 0);

    public string Name => name;

    /// <summary>It says of which page a view is; no property is called so.</summary>
    public bool IsPage => name == PagePath.Column;

    public byte[] NameBytes { get; } = Encoding.UTF8.GetBytes(name);

    public Contents Contents { get; } = new(Value.ReadKept);

    public Codes Codes { get; private set; } = None;

    /// <summary>The code of a value; 0 for null, which is nothing there.</summary>
    public int CodeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? 0 : Contents.CodeOf(JsonMarshal.GetRawUtf8Value(value));

    /// <inheritdoc cref="CodeOf(JsonElement)"/>
    public int CodeOf(ReadOnlySpan<byte> value) => value.SequenceEqual("null"u8) ? 0 : Contents.CodeOf(value);

    /// <summary>Of no event it lacks what that has. False of one that was asked for late, until it has been taken in.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Of one that is not whole, from which slot on it is taken in.</summary>
    public int Since { get; init; }

    /// <summary>It has been taken in from there to the last slot, and goes on from the first.</summary>
    public bool IsAround { get; set; }

    public void Set(int place, int code)
    {
        Codes = Codes.For(code);
        Codes[place] = code;
    }

    /// <summary>Those of the events so far.</summary>
    public void Fill(ReadOnlySpan<int> codes) => Codes = Codes.Of(codes, Contents.Count - 1);

    /// <summary>Copies the stretches of the old events, with the codes of a new one behind each but the last.</summary>
    /// <param name="added">Of the new events in order; what is missing at the end is nothing there.</param>
    public void Splice(int count, ReadOnlySpan<Stretch> stretches, ReadOnlySpan<int> added) =>
        Codes = Codes.Splice(count, Contents.Count - 1, stretches, added);
}
