using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>Wherever a contact's id stands in a path, <c>externalId:…</c>, <c>anonymousId:…</c>, <c>email:…</c>, <c>phone:…</c> may stand.</summary>
internal static class ContactRefs
{
    public static Task<Guid> Resolve(HttpContext http, string reference, IMediator door) =>
        door.Send(new ResolveContact(http.Principal(), reference, http.Request.Query["book"].FirstOrDefault()), http.RequestAborted);

    /// <summary>The contact; null when it has gone meanwhile.</summary>
    public static async Task<ContactView?> Show(HttpContext http, Guid contact, IMediator door)
    {
        try
        {
            return await door.Send(new GetContact(http.Principal(), contact.ToString("N")), http.RequestAborted);
        }
        catch (Refusal refusal) when (refusal.Status == 404)
        {
            return null;
        }
    }
}
