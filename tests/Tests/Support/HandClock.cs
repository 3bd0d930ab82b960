using System.Globalization;
using Contracts;

namespace Tests.Support;

/// <summary>A business clock that a test moves.</summary>
internal sealed class HandClock(string now = "2026-01-01T00:00:00Z") : BusinessClock
{
    private DateTimeOffset time = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);

    public override bool IsManual => true;

    public override DateTimeOffset GetUtcNow() => time;

    public void Advance(TimeSpan by) => time += by;
}
