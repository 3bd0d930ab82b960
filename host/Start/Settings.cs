using System.Globalization;
using Contracts;

namespace Host.Start;

/// <summary>What the operator chose, checked before anything is opened.</summary>
/// <param name="DataFolder">Full path; everything that must survive is in it, or in it and the database.</param>
/// <param name="Addresses">Where it listens.</param>
/// <param name="AdminKey">Taken in as an admin key at every start; null when none was given.</param>
/// <param name="LargestImport">Bytes that a file of contacts may have.</param>
internal sealed record Settings(
    string DataFolder, IReadOnlyList<BindingAddress> Addresses, bool ManualClock, string? AdminKey, long LargestImport)
{
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>/metrics asks for no key.</summary>
    public bool OpenMetrics { get; init; }

    public AudienceLimits Audiences { get; init; } = AudienceLimits.Default;

    /// <summary>For how long the membership log is kept, in days; 0: for ever.</summary>
    public int LogDays { get; init; } = UsualLogDays;

    /// <summary>How the database is connected to; null: a SQLite file in the data folder.</summary>
    public string? PostgreSql { get; init; }

    private const long TwoGigabytes = 2L << 30;

    private const int UsualLogDays = 400, FewestLogDays = 31, MostLogDays = 36_500;

    public static Settings Read(IConfiguration configuration) =>
        new(
            FolderOf(configuration),
            ReadAddresses(configuration["urls"]),
            ReadFlag(configuration, "Clock:Manual"),
            ReadAdminKey(configuration["AUDIENCES_ADMIN_KEY"]),
            ReadSize(configuration["Imports:LargestFile"]))
        {
            Audiences = ReadLimits(configuration),
            LogDays = ReadLogDays(configuration["Storage:LogDays"]),
            PostgreSql = DatabaseSettings.Read(configuration),
            OpenMetrics = ReadFlag(configuration, "Metrics:Open"),
        };

    public static string FolderOf(IConfiguration configuration) =>
        Path.GetFullPath(configuration["Storage:Path"] is { Length: > 0 } path ? path : "data");

    private static BindingAddress[] ReadAddresses(string? urls) =>
        [.. (urls is { Length: > 0 } ? urls : DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ReadAddress)];

    private static BindingAddress ReadAddress(string url)
    {
        try
        {
            if (BindingAddress.Parse(url) is { Scheme: "http", IsUnixPipe: false, PathBase: "" } address) return address;
        }
        catch (FormatException)
        {
            // Told below, with what is wrong elsewhere.
        }
        throw new StartError(url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            ? $"--urls {url}: TLS is left to a reverse proxy in front; listen on http, such as {DefaultUrl}."
            : $"--urls {url}: this must be an address like {DefaultUrl}, or http://*:5080 for all of the machine's; several are parted by ;");
    }

    private static string? ReadAdminKey(string? key)
    {
        if (string.IsNullOrEmpty(key)) return null;
        return IsLongEnough(key) ? key
            : throw new StartError("AUDIENCES_ADMIN_KEY must have 32 visible ASCII characters or more, without blanks. Leave it away to have one made.");
    }

    // The accounts module refuses such a key too; here it is refused before anything is opened.
    private static bool IsLongEnough(string key) => key.Length >= 32 && key.All(letter => letter is > ' ' and < '\x7f');

    private static long ReadSize(string? text) =>
        string.IsNullOrEmpty(text) ? TwoGigabytes
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes
        : throw new StartError("Imports__LargestFile is a number of bytes, such as 2147483648.");

    private static int ReadLogDays(string? text) =>
        string.IsNullOrEmpty(text) ? UsualLogDays
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is 0 or (>= FewestLogDays and <= MostLogDays) ? days
        : throw new StartError("Storage__LogDays is for how many days changes of audiences are kept: from 31 to 36500, such as 400, or 0 for ever.");

    private static AudienceLimits ReadLimits(IConfiguration configuration)
    {
        var usual = AudienceLimits.Default;
        return new(
            ReadLimit(configuration, "MostConditions", usual.Conditions, 1_000),
            ReadLimit(configuration, "MostClauses", usual.Clauses, 1_000),
            // JSON nests twice as deep, and requests are read to 64.
            ReadLimit(configuration, "DeepestGroups", usual.Depth, 20),
            ReadLimit(configuration, "MostOfOrganisation", usual.Organisation, 1_000_000),
            ReadLimit(configuration, "MostCustom", usual.Custom, 1_000_000));
    }

    private static int ReadLimit(IConfiguration configuration, string name, int usual, int most)
    {
        var text = configuration[$"Audiences:{name}"];
        if (string.IsNullOrEmpty(text)) return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 && limit <= most ? limit
            : throw new StartError(string.Create(CultureInfo.InvariantCulture, $"Audiences__{name} is a whole number from 1 to {most:N0}, such as {usual}."));
    }

    private static bool ReadFlag(IConfiguration configuration, string name) => configuration[name]?.ToLowerInvariant() switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw new StartError($"{name.Replace(":", "__", StringComparison.Ordinal)} is true or false."),
    };
}
