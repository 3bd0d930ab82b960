using System.Globalization;
using System.IO.Compression;
using Contracts;
using Host.Api.Http;
using Host.Start;
using MediatR;
using Microsoft.OpenApi;

namespace Host.Api;

/// <summary>/v1/contact-imports: files of contacts.</summary>
internal static class ImportsApi
{
    private const int ErrorsAtOnce = 1_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        // Boundaries and the names of parts are no part of the file.
        var limit = new UploadLimit(app.ServiceProvider.GetRequiredService<Settings>().LargestImport + Http.Body.OneMegabyte);
        var imports = app.MapGroup("/v1/contact-imports").WithTags("Imports");
        imports.MapPost("", Start).Require(Scopes.Write).Produces<ImportView>(202).WithMetadata(limit)
            .AddOpenApiOperationTransformer(DescribeFile).AddOpenApiOperationTransformer(DescribePull).DisableRequestTimeout()
            .WithSummary("A file of contacts (CSV, XLSX, XLS, vCard), or as JSON the connection to pull them from; then the scope admin is needed.");
        imports.MapPost("/preview", Preview).Require(Scopes.Write).Produces<ImportPreview>().WithMetadata(limit)
            .AddOpenApiOperationTransformer(DescribeFile).DisableRequestTimeout()
            .WithSummary("What an import of the file would make of its first 1,000 rows; nothing is written.");
        imports.MapGet("", List).Require(Scopes.Read).Produces<Listing<ImportView>>();
        imports.MapGet("/{id}", Get).Require(Scopes.Read).Produces<ImportView>();
        imports.MapPost("/{id}/undo", Undo).Require(Scopes.Write).Produces<ImportView>(202)
            .WithSummary("Erases whom it made and nobody else knows of, and takes back what it wrote to others, where that still stands.");
        imports.MapGet("/{id}/errors", Errors).Require(Scopes.Read).Produces<Listing<ImportErrorView>>();
    }

    private static async Task<IResult> Start(HttpContext http, IMediator door, string? book, string? audience, string? mapping)
    {
        var import = IsOrder(http) ? await Pull(http, door, book) : await WithFile(http, mapping, (file, chosen) => door.Send(
            new StartImport(http.Principal(), file, book, string.IsNullOrEmpty(audience) ? null : audience, chosen), http.RequestAborted));
        http.Response.Headers.Location = $"/v1/contact-imports/{import.Id}";
        return Json.Answer(import, 202);
    }

    private static bool IsOrder(HttpContext http) => http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<ImportView> Pull(HttpContext http, IMediator door, string? book)
    {
        if (!http.Principal().May(Scopes.Admin)) throw new Refusal(403, "missing-scope", "To use a connection, the key needs the scope admin.");
        var fields = new Fields(await Http.Body.ReadJson(http));
        var order = new StartPull(http.Principal(), fields.RequiredText("connection"), fields.Text("book") ?? book, fields.Flag("full") ?? false);
        fields.End();
        return await door.Send(order, http.RequestAborted);
    }

    private static async Task<IResult> Preview(HttpContext http, IMediator door, string? book, string? mapping) => Json.Answer(await WithFile(
        http, mapping, (file, chosen) => door.Send(new PreviewImport(http.Principal(), file, book, chosen), http.RequestAborted)));

    /// <summary>The file is the part of a form, or the body itself; the mapping a part before it, or in the query.</summary>
    private static async Task<T> WithFile<T>(HttpContext http, string? mapping, Func<Stream, string?, Task<T>> order)
    {
        try
        {
            var (file, part) = Multipart.Is(http) ? await Multipart.File(http, "file", "mapping") : (Body(http), null);
            await using (file) return await order(file, part ?? mapping);
        }
        catch (InvalidDataException)
        {
            throw new Refusal(400, "invalid-gzip", "Content-Encoding says gzip, and the body is not readable as that.");
        }
    }

    private static async Task<IResult> List(HttpContext http, IMediator door, string? book)
    {
        var paging = Paging.Read(http);
        var imports = await door.Send(new ListImports(http.Principal(), book, paging.After, paging.Limit + 1), http.RequestAborted);
        return Json.Answer(paging.Page(imports, import => import.Id, import => import));
    }

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new GetImport(http.Principal(), id), http.RequestAborted));

    private static async Task<IResult> Undo(HttpContext http, string id, IMediator door)
    {
        var import = await door.Send(new UndoImport(http.Principal(), id), http.RequestAborted);
        http.Response.Headers.Location = $"/v1/contact-imports/{import.Id}";
        return Json.Answer(import, 202);
    }

    private static async Task<IResult> Errors(HttpContext http, string id, IMediator door, string? format)
    {
        if (format == "csv") return await AllErrors(http, id, door);
        if (format is not (null or "" or "json")) throw Refusal.Invalid("format", "is csv or json");
        var paging = Paging.Read(http);
        var after = paging.Place<int>() ?? 0;
        var total = paging.Total ? (await door.Send(new GetImport(http.Principal(), id), http.RequestAborted)).ErrorCount : (long?)null;
        var errors = await door.Send(new ListImportErrors(http.Principal(), id, after, paging.Limit + 1), http.RequestAborted);
        return Json.Answer(paging.Page(errors, error => error.Row.ToString(CultureInfo.InvariantCulture), error => error, total));
    }

    /// <summary>All of them as a table, made while it is read.</summary>
    private static async Task<IResult> AllErrors(HttpContext http, string id, IMediator door)
    {
        var page = await door.Send(new ListImportErrors(http.Principal(), id, 0, ErrorsAtOnce), http.RequestAborted);
        http.Response.ContentType = CsvForm.MediaType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"import-{id}-errors.csv\"";
        CsvForm.Line(http.Response.BodyWriter, ["row", "reason"]);
        while (page.Count > 0)
        {
            foreach (var error in page) CsvForm.Line(http.Response.BodyWriter, [error.Row.ToString(CultureInfo.InvariantCulture), CsvForm.Safe(error.Reason)]);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            page = await door.Send(new ListImportErrors(http.Principal(), id, page[^1].Row, ErrorsAtOnce), http.RequestAborted);
        }
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        return Results.Empty;
    }

    private static Stream Body(HttpContext http) => http.Request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => http.Request.Body,
        "gzip" => new GZipStream(http.Request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new Refusal(415, "unsupported-encoding", "Send the file as it is, or with Content-Encoding: gzip."),
    };

    private static Task DescribePull(OpenApiOperation operation, Microsoft.AspNetCore.OpenApi.OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        OpenApiSchema Of(JsonSchemaType type) => new() { Type = type };
        operation.RequestBody!.Content!["application/json"] = new()
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object, Required = new HashSet<string> { "connection" },
                Properties = new Dictionary<string, IOpenApiSchema> { ["connection"] = Of(JsonSchemaType.String), ["book"] = Of(JsonSchemaType.String), ["full"] = Of(JsonSchemaType.Boolean) },
            },
        };
        return Task.CompletedTask;
    }

    private static Task DescribeFile(OpenApiOperation operation, Microsoft.AspNetCore.OpenApi.OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var form = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { ["mapping"] = new OpenApiSchema { Type = JsonSchemaType.String }, ["file"] = file } };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = form }, ["text/csv"] = new() { Schema = file } },
        };
        return Task.CompletedTask;
    }
}
