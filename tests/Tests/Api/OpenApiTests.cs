using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tests.Support;

namespace Tests.Api;

public sealed partial class OpenApiTests
{
    [Fact]
    public async Task Every_mapped_route_is_described()
    {
        await using var server = await TestServers.WithMemoryAccounts();
        var (_, document, _) = await server.Send(HttpMethod.Get, "/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal))
            .SelectMany(route => route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {Constraint().Replace(route.RoutePattern.RawText!, "{$1}").TrimEnd('/')}"))
            .ToList();
        Assert.NotEmpty(mapped);
        Assert.All(mapped, route => Assert.Contains(route, described));
    }

    [Fact]
    public async Task Bodies_and_answers_have_their_shapes()
    {
        await using var server = await TestServers.WithMemoryAccounts();
        var (_, document, _) = await server.Send(HttpMethod.Get, "/openapi/v1.json");
        var create = document.GetProperty("paths").GetProperty("/v1/keys").GetProperty("post");
        Assert.Contains("NewKeyJson", create.GetProperty("requestBody").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("MadeKeyJson", create.GetProperty("responses").GetProperty("201").GetRawText(), StringComparison.Ordinal);
        var created = document.GetProperty("components").GetProperty("schemas").GetProperty("KeyJson").GetProperty("properties").GetProperty("createdAt");
        Assert.Contains("date-time", document.GetRawText(), StringComparison.Ordinal);
        Assert.NotEqual(default, created.ValueKind);
    }

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}
