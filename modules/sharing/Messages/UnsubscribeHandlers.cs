using Contracts;
using MediatR;

namespace Sharing;

internal sealed class UnsubscribeHandler(UnsubscribeToken tokens, MailConsent consent) : IRequestHandler<Unsubscribe>
{
    public async Task<Unit> Handle(Unsubscribe request, CancellationToken cancel)
    {
        if (tokens.Read(request.Token) is not var (who, contact)) throw new Refusal(404, "unknown-link", "No mail of this server had this link.");
        // Who is not there any more gets no mails either.
        await consent.End(who, contact, "asked for it by the link in a mail", cancel);
        return Unit.Value;
    }
}

internal sealed class KnowsUnsubscribeHandler(UnsubscribeToken tokens) : IRequestHandler<KnowsUnsubscribe, bool>
{
    public Task<bool> Handle(KnowsUnsubscribe request, CancellationToken cancel) => Task.FromResult(tokens.Read(request.Token) is not null);
}
