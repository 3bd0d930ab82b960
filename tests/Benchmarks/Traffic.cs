using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>What is sent: messages as SDKs send them, made before the clock runs, the same for the same seed.</summary>
internal sealed class Traffic(int contacts, int seed)
{
    public const int BatchSize = 100;
    public static readonly string[] Events =
        ["page_viewed", "product_viewed", "cart_added", "checkout", "purchase", "searched", "signed_in", "rated", "shared", "returned"];

    private static readonly string[] Plans = ["free", "starter", "premium", "team", "enterprise"];
    private static readonly string[] Countries = ["FR", "BE", "DE", "NL", "LU", "ES", "IT", "PT", "AT", "CH"];

    private readonly Random random = new(seed);
    private readonly DateTime now = DateTime.UtcNow;
    private int made;

    public static string Event(int i) => Events[i % Events.Length];
    public static string Plan(int i) => Plans[i % Plans.Length];
    public static string Country(int i) => Countries[i % Countries.Length];

    /// <summary>Batches of track messages, on contacts drawn uniformly, spread over the 30 days until a minute ago, in order.</summary>
    public List<byte[]> History(int messages)
    {
        var sent = 0;
        return Batches(messages, () => Track(now.AddDays(-30 + (30.0 * sent++ / messages)).AddMinutes(-1)));
    }

    /// <summary>Batches of track messages that happen as they are sent.</summary>
    public List<byte[]> Live(int messages)
    {
        var sent = 0;
        return Batches(messages, () => Track(now.AddMinutes(-1).AddSeconds(60.0 * sent++ / messages)));
    }

    /// <summary>One batch about some of the contacts, drawn uniformly from them.</summary>
    public byte[] LiveOf(int first, int count) => Batches(BatchSize, () => Track(DateTime.UtcNow, first + random.Next(count)))[0];

    /// <summary>A file of the contacts.</summary>
    /// <param name="who">What their ids begin with; events are about <c>user</c>.</param>
    public byte[] File(string who = "user") => File(who, 0, contacts);

    /// <summary>A file of some of the contacts.</summary>
    public static byte[] File(string who, int first, int count)
    {
        var file = new StringBuilder("external id,email,first name,last name,trait.country,trait.plan\n");
        for (var i = first; i < first + count; i++)
            file.Append(CultureInfo.InvariantCulture, $"{who}-{i},{who}-{i}@example.org,Ann {i % 100},Example {i % 1000},{Country(i)},{Plan(i / 7)}\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    public byte[] OneTrack() => Encoding.UTF8.GetBytes(Track(DateTime.UtcNow));

    private static List<byte[]> Batches(int messages, Func<string> make)
    {
        var batches = new List<byte[]>();
        for (var sent = 0; sent < messages; sent += BatchSize)
        {
            var items = Enumerable.Range(0, Math.Min(BatchSize, messages - sent)).Select(_ => make());
            batches.Add(Encoding.UTF8.GetBytes($$"""{"batch":[{{string.Join(',', items)}}]}"""));
        }
        return batches;
    }

    private string Track(DateTime at) => Track(at, random.Next(contacts));

    private string Track(DateTime at, int contact) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"type":"track","messageId":"node-next-{{{at.Ticks}}}-{{{made++}}}-4f1c","userId":"user-{{{contact}}}","event":"{{{Event(random.Next())}}}","properties":{"amount":{{{random.Next(20_000) / 100m}}},"currency":"EUR","sku":"sku-{{{random.Next(500)}}}","category":"shoes"},"timestamp":"{{{at:yyyy-MM-ddTHH:mm:ss.fffZ}}}","context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}},"integrations":{}}
        """);
}
