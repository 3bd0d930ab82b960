using Audiences.Sdk;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class TakeMailHandler(ConnectionAccess access, IConnectors connectors, MailEffects effects) : IRequestHandler<TakeMail, MailTaken>
{
    public async Task<MailTaken> Handle(TakeMail request, CancellationToken cancel)
    {
        var held = await access.Named(request.Principal, request.Connection, cancel);
        Books.Require(request.Principal, Books.OfOrganisation(request.Principal.Organisation), Use.Write);
        if (!access.Form(held.Connector).ReadsMail) throw Refusal.Invalid("connection", $"The connector \"{held.Connector}\" reads no mails.");
        var mail = await Read(held, request.Mail, cancel);
        var bounces = new List<BounceTaken>();
        foreach (var bounce in mail.Bounces) bounces.Add(await effects.Take(request.Principal, held.Id, bounce, cancel));
        return new(bounces, mail.Reply is { } reply ? await effects.Take(request.Principal, reply, cancel) : null);
    }

    private async Task<ReturnedMail> Read(StoredConnection held, ReadOnlyMemory<byte> mail, CancellationToken cancel)
    {
        try
        {
            return await connectors.ReadMail(await access.Open(held, cancel), mail, cancel);
        }
        catch (CallFailedException failed)
        {
            throw new Refusal(503, "connector-away", failed.Message) { RetryAfter = 5 };
        }
    }
}
