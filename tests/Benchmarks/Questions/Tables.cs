namespace Benchmarks.Questions;

/// <summary>The tables of the peers.</summary>
internal static class Tables
{
    /// <param name="tags">The type of a list of texts.</param>
    public static string Contacts(string tags) =>
        $"id INTEGER NOT NULL, email TEXT NOT NULL, plan TEXT, country TEXT, points INTEGER, stage TEXT, subscribed BOOLEAN NOT NULL, tags {tags}, created_at TIMESTAMP NOT NULL, last_seen TIMESTAMP";

    public static string Events { get; } =
        "contact INTEGER NOT NULL, name TEXT NOT NULL, happened TIMESTAMP NOT NULL, "
        + string.Join(", ", Happening.Properties.Select(property => $"{property.Name} {(property.IsText ? "TEXT" : "DOUBLE PRECISION")}"));
}
