using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class RequireSourceHandler(ConnectionAccess access) : IRequestHandler<RequireSource, SourceView>
{
    public async Task<SourceView> Handle(RequireSource request, CancellationToken cancel) =>
        access.Source(await access.Find(request.Principal, request.Id, cancel));
}

internal sealed class OpenSourceHandler(ConnectionAccess access) : IRequestHandler<OpenSource, OpenedSource>
{
    public async Task<OpenedSource> Handle(OpenSource request, CancellationToken cancel)
    {
        var held = await access.Find(request.Principal, request.Id, cancel);
        var source = access.Source(held);
        try
        {
            var open = await access.Open(held, cancel);
            return new(source, open.Grant, open.Settings);
        }
        catch (CallFailedException failed)
        {
            throw failed.MayPass ? new Refusal(503, "other-side-away", failed.Message) { RetryAfter = 5 } : new Refusal(409, "sealed", failed.Message);
        }
    }
}
