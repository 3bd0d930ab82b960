namespace Contracts;

/// <summary>
/// An order or a question that is refused for a reason its sender can mend. HTTP answers it as RFC 9457 problem+json;
/// nothing of the refused order has happened.
/// </summary>
/// <param name="status">The HTTP status: 400, 403, 404, 409, 410, 412, 413, 422, 429, 503 or 507.</param>
/// <param name="type">The stable kebab-case name of the reason, e.g. <c>unknown-audience</c>.</param>
/// <param name="detail">What is wrong and what to do about it, for people.</param>
/// <param name="errors">JSON path of the request → messages.</param>
public sealed class Refusal(
    int status, string type, string detail, IReadOnlyDictionary<string, string[]>? errors = null) : Exception(detail)
{
    public int Status => status;
    public string Type => type;
    public IReadOnlyDictionary<string, string[]>? Errors => errors;

    /// <summary>For 429 and 503: seconds after which trying again makes sense.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>More members of the problem document, by name, e.g. the candidates of an ambiguous id.</summary>
    public IReadOnlyDictionary<string, object>? More { get; init; }

    public static Refusal Invalid(string path, string message, string type = "invalid") =>
        new(422, type, $"{path}: {message}", new Dictionary<string, string[]> { [path] = [message] });

    public static Refusal Overloaded() =>
        new(429, "overloaded", "More is waiting to be written than the server takes. Send it again later.") { RetryAfter = 1 };

    public static Refusal NotReady() =>
        new(503, "not-ready", "The data is being loaded or the database is away. Send it again later.") { RetryAfter = 1 };
}
