using Contracts;

namespace Audiences.Rules;

internal enum AgentPart { Device, Browser }

/// <summary>
/// What an event was sent from. One byte, because there are very many events; zero when the event says nothing.
/// </summary>
internal readonly record struct Agent(byte Code)
{
    private const int Bits = 3, Mask = (1 << Bits) - 1;

    private static readonly string?[] Devices = [null, "mobile", "tablet", "desktop", "other"];

    private static readonly string?[] Browsers =
    [
        null, "Chrome", "Edge", "Firefox", "Safari", "Opera", "Samsung Internet", "Internet Explorer", "Yandex", "Vivaldi", "UC Browser",
        "DuckDuckGo", "other",
    ];

    public static Agent Of(string? device, string? browser) =>
        new((byte)(Array.IndexOf(Devices, device) | (Array.IndexOf(Browsers, browser) << Bits)));

    /// <summary>Null when the event does not say.</summary>
    public string? this[AgentPart part] => part == AgentPart.Device ? Devices[Code & Mask] : Browsers[Code >> Bits];
}

/// <summary>An event that says what it was sent from.</summary>
/// <param name="Id">As <see cref="EventFact.Id"/>.</param>
internal readonly record struct Told(Instant At, ulong Id, Agent Agent)
{
    public bool IsAfter(Told other) => At != other.At ? At > other.At : Id > other.Id;
}
