using Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Host.Api.Http;

/// <summary>What the OpenAPI document says beyond the routes themselves.</summary>
internal static class OpenApi
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(AddKeyAndProblem);
        options.AddOperationTransformer(NameJson);
        options.AddSchemaTransformer(ShowInstants);
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new() { Title = "Audiences", Version = HealthApi.Version, Description = "/v1 only grows: ignore fields and enum values that you do not know." };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
        // The address of this server is the one that the document was read from.
        document.Servers = [];
        return Task.CompletedTask;
    }

    private static Task AddKeyAndProblem(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A problem (RFC 9457)",
            Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = new() { Schema = ProblemSchema() } },
        };
        if (context.Description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) != true) return Task.CompletedTask;
        operation.Security = [new() { [new OpenApiSecuritySchemeReference("key", context.Document)] = [] }];
        if (metadata.OfType<RequiredScopes>().FirstOrDefault() is { } required)
            operation.Description = $"Scope: {string.Join(", ", ScopeWords.Write(required.Scopes))}.";
        return Task.CompletedTask;
    }

    private static Task NameJson(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (operation.RequestBody?.Content is { } content && content.Remove(AnyContentType.Any, out var body))
            content[AnyContentType.Json] = body;
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text(), ["title"] = Text(), ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer }, ["detail"] = Text(),
            ["traceId"] = Text(), ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object },
        },
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static Task ShowInstants(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (context.JsonTypeInfo.Type != typeof(Instant) && context.JsonTypeInfo.Type != typeof(Instant?)) return Task.CompletedTask;
        schema.Type = JsonSchemaType.String | (context.JsonTypeInfo.Type == typeof(Instant) ? default : JsonSchemaType.Null);
        schema.Format = "date-time";
        return Task.CompletedTask;
    }
}
