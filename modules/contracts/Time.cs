using System.Globalization;
using Orleans;

namespace Contracts;

/// <summary>A point in business time: whole milliseconds since 1970-01-01T00:00:00.000Z.</summary>
[GenerateSerializer, Immutable, Alias("instant")]
public readonly record struct Instant([property: Id(0)] long Ms) : IComparable<Instant>
{
    public static Instant From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(Ms);

    public int CompareTo(Instant other) => Ms.CompareTo(other.Ms);

    /// <summary>RFC 3339 in UTC with exactly three digits of a second, as every answer of the API writes it.</summary>
    public override string ToString() =>
        ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static Instant operator +(Instant at, TimeSpan span) => new(at.Ms + (long)span.TotalMilliseconds);
    public static Instant operator -(Instant at, TimeSpan span) => new(at.Ms - (long)span.TotalMilliseconds);
    public static bool operator <(Instant a, Instant b) => a.Ms < b.Ms;
    public static bool operator >(Instant a, Instant b) => a.Ms > b.Ms;
    public static bool operator <=(Instant a, Instant b) => a.Ms <= b.Ms;
    public static bool operator >=(Instant a, Instant b) => a.Ms >= b.Ms;

    public static Instant Max(Instant a, Instant b) => a > b ? a : b;
    public static Instant Min(Instant a, Instant b) => a < b ? a : b;
}

/// <summary>
/// Business time, injected under its own type only: members, events, de-duplication and schedules follow it,
/// while the engine, ASP.NET, leases and retries keep the system's clock.
/// </summary>
public abstract class BusinessClock : TimeProvider
{
    public Instant Now => Instant.From(GetUtcNow());

    /// <summary>True when the clock moves only by the API (<c>Clock__Manual=true</c>).</summary>
    public abstract bool IsManual { get; }

    /// <summary>True while time does not go on by itself, so that waiting for an instant is in vain.</summary>
    public virtual bool Stands => IsManual;
}
