using System.Collections.Immutable;
using Audiences.Rules;
using Contracts;
using Orleans;

namespace Audiences.Partitions;

[GenerateSerializer, Immutable, Alias("diff-part")]
internal sealed record DiffPart([property: Id(0)] PreviewPart Entering, [property: Id(1)] PreviewPart Leaving);

/// <param name="TooMany">A contact would be judged too often on one day: nothing was counted.</param>
/// <param name="Members">Members at the instant from which it goes.</param>
[GenerateSerializer, Immutable, Alias("forecast-part")]
internal sealed record ForecastPart(
    [property: Id(0)] bool TooMany, [property: Id(1)] int Members, [property: Id(2)] ImmutableArray<int> Entering,
    [property: Id(3)] ImmutableArray<int> Leaving)
{
    public static readonly ForecastPart OfTooMany = new(true, 0, [], []);

    public static ForecastPart Of(Forecast forecast) => new(false, forecast.Members, [.. forecast.Entering], [.. forecast.Leaving]);
}

/// <param name="Since">Null: no member.</param>
[GenerateSerializer, Immutable, Alias("explain-part")]
internal sealed record ExplainPart([property: Id(0)] Instant Now, [property: Id(1)] Instant? Since, [property: Id(2)] ExplainedPart Whole);

/// <summary>An <see cref="Explained"/> on its way.</summary>
/// <param name="Condition">JSON, as <paramref name="Value"/>.</param>
[GenerateSerializer, Immutable, Alias("explained-part")]
internal sealed record ExplainedPart(
    [property: Id(0)] string Path, [property: Id(1)] string Condition, [property: Id(2)] bool Result, [property: Id(3)] bool Decides,
    [property: Id(4)] Instant? NextAt, [property: Id(5)] string Because, [property: Id(6)] string? Value, [property: Id(7)] int? EventCount,
    [property: Id(8)] ImmutableArray<EventPart> Events, [property: Id(9)] ImmutableArray<ExplainedPart> Parts)
{
    /// <param name="messageId">Null for an event that is gone by now.</param>
    public static ExplainedPart Of(Explained explained, Func<EventFact, string?> messageId) => new(
        explained.Path, explained.Json, explained.Result, explained.Decides, explained.Next?.At, explained.Because, explained.Value,
        explained.Events?.Count,
        [.. (explained.Events?.Newest ?? []).Select(fact => (Id: messageId(fact), fact.At)).Where(found => found.Id is not null)
            .Select(found => new EventPart(found.Id!, found.At))],
        [.. explained.Parts.Select(part => Of(part, messageId))]);
}

[GenerateSerializer, Immutable, Alias("event-part")]
internal readonly record struct EventPart([property: Id(0)] string MessageId, [property: Id(1)] Instant At);
