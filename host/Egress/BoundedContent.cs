using System.Net;
using Audiences.Sdk;

namespace Host.Egress;

/// <summary>An answer's content that ends at the limits, whether it is read at once or bit by bit.</summary>
internal sealed class BoundedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly string _host;
    private readonly EgressLimits _limits;
    private readonly CancellationTokenSource _limit;

    /// <param name="limit">Fires when the call's time is over; disposed of with this.</param>
    public BoundedContent(HttpContent inner, string host, EgressLimits limits, CancellationTokenSource limit)
    {
        (_inner, _host, _limits, _limit) = (inner, host, limits, limit);
        foreach (var header in inner.Headers) Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(default);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new BoundedStream(await _inner.ReadAsStreamAsync(cancellationToken), _host, _limits, _limit.Token);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var bounded = await CreateContentReadStreamAsync(cancellationToken);
        await bounded.CopyToAsync(stream, cancellationToken);
    }

    // Unknown to the reader too when it is unpacked on the way.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _limit.Dispose();
        }
        base.Dispose(disposing);
    }

    internal static ConnectorException Late(string host, EgressLimits limits, Exception? cause = null) =>
        new(ConnectorFailure.Unavailable, $"{host} did not answer within {limits.Longest.TotalSeconds} s.", cause);
}
