using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/erasures: a person's right to be forgotten, in books that the admin does not see.</summary>
internal static class ErasuresApi
{
    private static readonly string[] Names = ["email", "externalId", "phone", "id"];

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/v1/erasures", Erase).Require(Scopes.Admin | Scopes.Write).WithTags("Contacts")
        .Accepts<ErasureJson>("application/json").Produces<ErasedPerson>()
        .WithSummary("Erases a person in every book of the tenant, other people's private ones among them, and answers only counts.");

    private static async Task<IResult> Erase(HttpContext http, IMediator door)
    {
        var (reference, suppress) = Read(await Body.ReadJson(http));
        return Json.Answer(await door.Send(new ErasePerson(http.Principal(), reference, suppress), http.RequestAborted));
    }

    private static (string Reference, bool Suppress) Read(JsonElement body)
    {
        var fields = new Fields(body);
        var given = Names.Select(name => (Name: name, Value: fields.Text(name))).Where(field => field.Value is not null).ToArray();
        var suppress = fields.Flag("suppress") ?? false;
        fields.End();
        return given is [var (name, value)]
            ? (name != "id" ? $"{name}:{value}" : Guid.TryParse(value, out _) ? value! : throw Refusal.Invalid("id", "is no id of a contact"), suppress)
            : throw Refusal.Invalid("$", "name the person by one of email, externalId, phone and id");
    }

    /// <param name="Suppress">Nothing about the person is taken again in the books where it was.</param>
    internal sealed record ErasureJson(string? Email, string? ExternalId, string? Phone, string? Id, bool? Suppress);
}
