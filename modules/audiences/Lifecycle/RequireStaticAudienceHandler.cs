using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

internal sealed class RequireStaticAudienceHandler(AudienceAccess access) : IRequestHandler<RequireStaticAudience>
{
    public async Task<Unit> Handle(RequireStaticAudience request, CancellationToken cancel)
    {
        var state = await access.FindToChange(request.Principal, request.Id);
        if (state.Kind != StaticAudiences.Kind)
            throw Refusal.Invalid("audience", $"is of kind {state.Kind}: people are put into static audiences, others have conditions", "not-static");
        if (state.Book != request.Book)
            throw Refusal.Invalid("audience", $"judges {state.Book}, and the contacts would go into {request.Book}: name the book by ?book={state.Book}", "other-book");
        return Unit.Value;
    }
}
