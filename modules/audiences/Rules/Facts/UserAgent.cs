using System.Text;

namespace Audiences.Rules;

/// <summary>
/// Device and family of browser by what browsers call themselves. Each also names those it wants to be taken for, so the first line
/// that fits decides. An iPad that asks for desktop pages says that it is a Mac, and is one here.
/// </summary>
internal static class UserAgent
{
    private static readonly (byte[] Mark, string Device)[] Devices = Table(
        ("bot", "other"), ("spider", "other"), ("crawl", "other"), ("TV", "other"), ("BRAVIA", "other"), ("AFT", "other"), ("PlayStation", "other"),
        ("Xbox", "other"), ("Nintendo", "other"), ("Watch", "other"),
        ("iPad", "tablet"), ("Tablet", "tablet"), ("Kindle", "tablet"), ("Silk/", "tablet"), ("PlayBook", "tablet"),
        ("iPhone", "mobile"), ("iPod", "mobile"), ("Windows Phone", "mobile"), ("Mobile", "mobile"), ("Opera Mini", "mobile"), ("BlackBerry", "mobile"),
        ("Android", "tablet"), ("Windows", "desktop"), ("Macintosh", "desktop"), ("X11", "desktop"), ("CrOS", "desktop"), ("Linux", "desktop"));

    private static readonly (byte[] Mark, string Browser)[] Browsers = Table(
        ("bot", "other"), ("spider", "other"), ("crawl", "other"),
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"), ("OPR/", "Opera"), ("OPT/", "Opera"), ("OPiOS/", "Opera"),
        ("Opera", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("YaBrowser/", "Yandex"), ("Vivaldi/", "Vivaldi"), ("UCBrowser/", "UC Browser"),
        ("DuckDuckGo/", "DuckDuckGo"), ("Ddg/", "DuckDuckGo"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"), ("Chromium/", "Chrome"), ("MSIE ", "Internet Explorer"), ("Trident/", "Internet Explorer"),
        // Android's own old browser, too, ends with Safari.
        ("Android", "other"), ("Safari/", "Safari"));

    public static string DeviceOf(ReadOnlySpan<byte> agent) => First(Devices, agent);

    public static string BrowserOf(ReadOnlySpan<byte> agent) => First(Browsers, agent);

    /// <param name="type">As SDKs write <c>context.device.type</c>; those of apps name the system.</param>
    /// <param name="model"><c>context.device.model</c>.</param>
    public static string? DeviceOf(string type, string? model) => type.Trim().ToLowerInvariant() switch
    {
        "" => null,
        "ios" or "ipados" or "android" when model?.StartsWith("iPad", StringComparison.OrdinalIgnoreCase) == true => "tablet",
        "ios" or "android" or "mobile" or "phone" or "smartphone" => "mobile",
        "tablet" or "ipados" => "tablet",
        "desktop" or "web" or "browser" or "macos" or "windows" or "linux" => "desktop",
        _ => "other",
    };

    private static string First((byte[] Mark, string Name)[] table, ReadOnlySpan<byte> agent)
    {
        foreach (var (mark, name) in table)
        {
            if (agent.IndexOf(mark) >= 0)
            {
                return name;
            }
        }
        return "other";
    }

    private static (byte[], string)[] Table(params (string Mark, string Name)[] lines) =>
        [.. lines.Select(line => (Encoding.ASCII.GetBytes(line.Mark), line.Name))];
}
