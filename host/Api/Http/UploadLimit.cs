using Microsoft.AspNetCore.Http.Metadata;

namespace Host.Api.Http;

/// <summary>A route that takes larger bodies than others; the router tells Kestrel before anything reads.</summary>
internal sealed record UploadLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
