using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/organisation/configuration: stages, segments, next steps and custom fields, as one document.</summary>
internal static class ConfigurationApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var configuration = app.MapGroup("/v1/organisation/configuration").WithTags("Organisation");
        configuration.MapGet("", Get).Require(Scopes.Read).Produces<ConfigurationJson>()
            .WithSummary("The organisation's stages, segments, next steps and custom fields; another organisation can take it over by PUT.");
        configuration.MapPut("", Put).Require(Scopes.Admin).Accepts<NewConfigurationJson>("application/json")
            .Produces<ConfigurationJson>().Produces<ConfigurationJson>(202)
            .WithSummary("Replaces the configuration. With ?dryRun=true it only says what would change, and for what is removed how many use it.");
    }

    private static async Task<IResult> Get(HttpContext http, IMediator mediator)
    {
        var configuration = await mediator.Send(new GetConfiguration(http.Principal()), http.RequestAborted);
        return Json.Answer(ConfigurationJson.Of(configuration), version: configuration.Version);
    }

    private static async Task<IResult> Put(HttpContext http, IMediator mediator, bool? dryRun)
    {
        var (configuration, replacing) = ConfigurationReader.Read(await Body.ReadJson(http));
        var order = new PutConfiguration(http.Principal(), configuration, replacing, http.IfMatch(), dryRun ?? false);
        var answer = await mediator.Send(order, http.RequestAborted);
        return dryRun == true
            ? Json.Answer(new DryRunJson(answer.Changes))
            : Json.Answer(ConfigurationJson.Of(answer.Configuration), answer.InForce ? 200 : 202, answer.Configuration.Version);
    }
}
