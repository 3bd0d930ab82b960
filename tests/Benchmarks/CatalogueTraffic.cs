using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>Purchases, made before the clock runs, the same in every world.</summary>
internal sealed class CatalogueTraffic(int contacts)
{
    private const int BatchSize = 100;

    private readonly Random random = new(1);
    private int made;

    /// <summary>One purchase each: who is new is judged against every audience.</summary>
    public List<byte[]> Everybody() => Batches(contacts, number => number);

    public List<byte[]> Batches(int events) => Batches(events, _ => random.Next(contacts));

    private List<byte[]> Batches(int events, Func<int, int> contact) =>
        [.. Enumerable.Range(0, events).Select(number => Purchase(contact(number))).Chunk(BatchSize)
            .Select(batch => Encoding.UTF8.GetBytes($$"""{"batch":[{{string.Join(',', batch)}}]}"""))];

    private string Purchase(int contact) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"type":"track","messageId":"node-next-{{{made++}}}-4f1c","userId":"user-{{{contact}}}","event":"purchase","properties":{"amount":{{{random.Next(20_000) / 100m}}},"currency":"EUR","sku":"sku-{{{random.Next(500)}}}","category":"shoes"},"timestamp":"{{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}}","context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}},"integrations":{}}
        """);
}
