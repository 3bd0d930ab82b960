using System.Text.Json;

namespace Host.Api;

/// <summary>How members are written. What is added goes out by the next flush.</summary>
internal interface IExportForm
{
    string Extension { get; }
    string ContentType { get; }

    void Begin();

    /// <param name="values">One for each field, undefined where the contact has none.</param>
    void Add(JsonElement[] values);

    void End();

    ValueTask Flush(CancellationToken cancel);
}
