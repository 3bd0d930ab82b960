namespace Benchmarks.Questions;

/// <summary>A contact as it is given to the server and to its peers. Every text has one spelling.</summary>
/// <param name="Subscribed">Null: nobody knows.</param>
/// <param name="CreatedAt">Milliseconds since 1970.</param>
internal sealed record Person(
    int Number, string Email, string FirstName, string LastName, string? Plan, string? Country, int? Points, string? Stage, bool? Subscribed,
    IReadOnlyList<string> Tags, long CreatedAt)
{
    private static readonly string?[] Plans = Shares(("free", 46), ("starter", 20), ("premium", 13), ("business", 8), ("enterprise", 3), (null, 10));

    private static readonly string?[] Countries = Shares(
        ("FR", 24), ("DE", 16), ("ES", 11), ("BE", 8), ("NL", 8), ("IT", 7), ("GB", 6), ("US", 4), ("PT", 3), ("AT", 3), ("CH", 2), ("PL", 2), ("SE", 1), (null, 5));

    private static readonly string?[] Stages = Shares(("Lead", 32), ("Potential", 14), ("Active", 14), ("Inactive", 6), ("Lost", 6), (null, 28));

    private static readonly (string Tag, double Share)[] AllTags =
    [
        ("newsletter", 0.3), ("app", 0.2), ("webinar", 0.08), ("vip", 0.04), ("partner", 0.03), ("press", 0.01), ("beta", 0.02), ("fair-2025", 0.015),
        ("fair-2026", 0.02), ("staff", 0.002),
    ];

    /// <summary>Numbers are in the order of creation: three years, more of them towards now.</summary>
    public static Person Of(ulong seed, int number, int contacts, long now)
    {
        var draw = new Draw(seed ^ ((ulong)number << 20));
        var age = Math.Pow(1 - ((number + draw.Share()) / contacts), 1.3) * TimeSpan.FromDays(3 * 365).TotalMilliseconds;
        return new(
            number, $"user-{number}@{Domain(draw)}", $"Ann {draw.Early(400)}", $"Example {draw.Early(20_000)}", draw.Of(Plans), draw.Of(Countries),
            draw.Chance(0.3) ? null : (int)(Math.Pow(draw.Share(), 6) * 2_000), draw.Of(Stages), draw.Chance(0.3) ? null : draw.Chance(0.8),
            [.. AllTags.Where(tag => draw.Chance(tag.Share)).Select(tag => tag.Tag)], now - 1 - (long)age);
    }

    private static string Domain(Draw draw) => draw.Below(100) switch
    {
        < 40 => "mail.example",
        < 60 => "post.example",
        < 70 => "inbox.example",
        _ => $"company-{draw.Early(5_000)}.example",
    };

    private static string?[] Shares(params (string? Value, int Percent)[] values) =>
        [.. values.SelectMany(value => Enumerable.Repeat(value.Value, value.Percent))];
}
