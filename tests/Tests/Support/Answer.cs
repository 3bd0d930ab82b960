using System.Net;
using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>What the server said, kept whole so that a failed assertion can show it.</summary>
internal sealed record Answer(string Request, HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public int Code => (int)Status;
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new FormatException($"{this}: no JSON body");
    public string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>Fails with the whole answer unless the status is one of these.</summary>
    public Answer Is(params int[] codes)
    {
        Assert.True(codes.Contains(Code), $"wanted {string.Join(" or ", codes)} from {this}");
        return this;
    }

    public override string ToString() => $"{Request} → {Code} {Text}";
}
