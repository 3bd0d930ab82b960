namespace Host.Storage;

/// <summary>What a start would make of the tables that are there.</summary>
/// <param name="Missing">Migrations that it would apply.</param>
/// <param name="Misfit">Why it would refuse them, and what to do; null when it would not.</param>
internal sealed record StoreState(int Applied, int Missing, string? Misfit);
