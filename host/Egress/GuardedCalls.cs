using System.Net;
using Audiences.Sdk;

namespace Host.Egress;

/// <summary>The calls of one connection: bounded, and noted.</summary>
internal sealed class GuardedCalls(HttpMessageHandler inner, string connection, IReadOnlyList<string> secrets, EgressLimits limits, ICallJournal journal, TimeProvider machine)
    : DelegatingHandler(inner)
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Connectors call asynchronously: use SendAsync.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // HTTP/3 opens its connections itself, past the guard.
        request.Version = request.Version > HttpVersion.Version20 ? HttpVersion.Version20 : request.Version;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        var (began, started) = (machine.GetUtcNow(), machine.GetTimestamp());
        try
        {
            var answer = await CallAsync(request, cancellationToken);
            Note((int)answer.StatusCode, null);
            return answer;
        }
        catch (Exception failed)
        {
            Note(null, failed is OperationCanceledException ? "It was given up." : failed.Message);
            throw;
        }

        void Note(int? status, string? error) => journal.Note(connection, new(
            began, request.Method.Method, Masked.Of(request.RequestUri!, secrets), status, machine.GetElapsedTime(started), error is null ? null : Masked.Without(error, secrets)));
    }

    private async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var host = request.RequestUri!.Host;
        var limit = new CancellationTokenSource(limits.Longest, machine);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            var answer = await base.SendAsync(request, either.Token);
            answer.Content = new BoundedContent(answer.Content, host, limits, limit);
            return answer;
        }
        catch (Exception failed)
        {
            var late = failed is OperationCanceledException && limit.IsCancellationRequested && !cancel.IsCancellationRequested;
            limit.Dispose();
            if (late) throw BoundedContent.Late(host, limits, failed);
            // What the guard says is wrapped on its way up.
            if (failed is HttpRequestException { InnerException: ConnectorException refused }) throw refused;
            throw;
        }
    }
}
