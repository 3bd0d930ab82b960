using Audiences.Lifecycle;
using Contracts;

namespace Tests.Membership;

public sealed class RetentionPolicyTests
{
    [Theory]
    [InlineData("2026-03-31T23:59:59.999Z", 400, "2025-02-01T00:00:00.000Z")]
    [InlineData("2026-04-04T23:59:59.999Z", 400, "2025-02-01T00:00:00.000Z")]
    [InlineData("2026-04-05T00:00:00.000Z", 400, "2025-03-01T00:00:00.000Z")]
    [InlineData("2026-03-03T00:00:00.000Z", 31, "2026-01-01T00:00:00.000Z")]
    [InlineData("2026-03-04T00:00:00.000Z", 31, "2026-02-01T00:00:00.000Z")]
    public void What_ended_so_many_days_ago_is_old_by_whole_months(string now, int days, string before) =>
        Assert.Equal(before, $"{RetentionPolicy.Before(Instant.From(DateTimeOffset.Parse(now)), days)}");

    [Theory]
    [InlineData("2026-03-31T00:00:00.000Z", 0)]
    [InlineData("1970-03-31T00:00:00.000Z", 400)]
    public void Nothing_is_old_where_all_is_kept_and_near_the_beginning_of_time(string now, int days) =>
        Assert.Null(RetentionPolicy.Before(Instant.From(DateTimeOffset.Parse(now)), days));
}
