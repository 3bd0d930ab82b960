namespace Tests.Commands;

/// <summary>A connection that lets some requests through and then is dead, as when a command is killed.</summary>
internal sealed class CutWire(int requests) : DelegatingHandler(new SocketsHttpHandler())
{
    int left = requests;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref left) >= 0 ? base.SendAsync(request, cancellationToken) : throw new HttpRequestException("the wire is cut");
}
