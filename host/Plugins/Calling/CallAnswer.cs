using System.Text.Json;
using Audiences.Sdk;

namespace Host.Plugins.Calling;

/// <summary>
/// What came of a call, without anything of the plugin's own: an answer kept in the server holds no type of it, and is not worked out while
/// it is read.
/// </summary>
internal sealed record CallAnswer
{
    /// <summary>What the method answered, by <see cref="Wire"/>; null when it threw.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>What the <see cref="ConnectorException"/> said.</summary>
    public ConnectorFailure? Failure { get; init; }

    /// <summary>For the admin.</summary>
    public string? Reason { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What was thrown that is no <see cref="ConnectorException"/>, and where. Not its message, which may tell of persons.</summary>
    public string? Defect { get; init; }

    /// <summary>All of the exception, for whoever runs his own plugin; no log shows it.</summary>
    public string? Exception { get; init; }

    /// <summary>The plugin ended the call because it was to: no exception of its own passes on.</summary>
    public bool WasCanceled { get; init; }

    public static CallAnswer Canceled { get; } = new() { WasCanceled = true };

    public static CallAnswer Of(object result, Type type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(result, type, Wire.Options);
        if (bytes.Length > Wire.Longest) return new() { Defect = $"an answer of {bytes.Length} bytes, of which {Wire.Longest} may be" };
        using var json = JsonDocument.Parse(bytes);
        return new() { Result = json.RootElement.Clone() };
    }

    public static CallAnswer Failed(ConnectorException failed) => new()
    {
        Failure = failed.Failure, Reason = Sentence(failed.Message), RetryAfter = failed.RetryAfter is { Ticks: >= 0 } wait ? wait : null, Exception = failed.ToString(),
    };

    public static CallAnswer Broken(Exception defect) => new()
    {
        Defect = defect is BrokenPromise ? defect.Message : $"{defect.GetType().FullName}{Place(defect)}", Exception = defect.ToString(),
    };

    /// <summary>At most 500 characters: plugins are asked for a sentence.</summary>
    private static string Sentence(string message) => message.Length <= 500 ? message : message[..500];

    private static string Place(Exception defect) =>
        defect.StackTrace?.Split('\n').FirstOrDefault()?.Trim() is { Length: > 3 } first ? $" {first.Split(" in ")[0]}" : "";
}
