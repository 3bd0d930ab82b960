using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Host.Storage;

/// <summary>The numbered scripts that make the tables; each is applied once, and must stay as it was applied.</summary>
internal sealed class Migrations(IReadOnlyList<Migration> known)
{
    /// <summary>The table that says which are applied.</summary>
    public const string Name = "migrations";

    const string Table = $"""
        CREATE TABLE IF NOT EXISTS {Name} (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, program TEXT NOT NULL)
        """;

    /// <summary>Those that are embedded in this program under <c>Migrations/{dialect}</c>.</summary>
    public static Migrations Of(string dialect)
    {
        var assembly = typeof(Migrations).Assembly;
        var prefix = $"Migrations/{dialect}/";
        return new([.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Migration.Load(assembly, name, name[prefix.Length..]))
            .OrderBy(migration => migration.Number)]);
    }

    /// <summary>Verifies what is applied and applies the rest, all in the session's transaction.</summary>
    /// <exception cref="MigrationException">Nothing was changed; the message says what to do.</exception>
    public void Apply(Session session)
    {
        session.Execute(Table);
        var applied = Applied(session);
        foreach (var (number, (name, checksum)) in applied) Verify(number, name, checksum);
        foreach (var migration in known.Where(migration => !applied.ContainsKey(migration.Number)))
        {
            session.Script(migration.Sql);
            session.Execute(
                "INSERT INTO migrations (number, name, checksum, program) VALUES ($1, $2, $3, $4)",
                migration.Number, migration.Name, migration.Checksum, Program);
        }
    }

    /// <summary>Changes nothing.</summary>
    /// <exception cref="MigrationException">The tables are not as this program has them.</exception>
    public void Demand(Session session)
    {
        var state = Compare(session);
        if (state.Misfit is { } misfit) throw new MigrationException(misfit);
        if (state.Missing > 0)
            throw new MigrationException("The data are an older version's: use that version's program, or start this version's server once, which brings them up to date.");
    }

    /// <summary>The number of the last one that this program knows.</summary>
    public int Newest => known.Max(migration => migration.Number);

    /// <summary>What <see cref="Apply"/> would find and do; changes nothing.</summary>
    public StoreState Compare(Session session)
    {
        var applied = session.HasTable(Name) ? Applied(session) : [];
        try
        {
            foreach (var (number, (name, checksum)) in applied) Verify(number, name, checksum);
            return new(applied.Count, known.Count(migration => !applied.ContainsKey(migration.Number)), null);
        }
        catch (MigrationException misfit)
        {
            return new(applied.Count, 0, misfit.Message);
        }
    }

    static string Program => typeof(Migrations).Assembly.GetName().Version?.ToString(3) ?? "";

    static SortedDictionary<int, (string Name, string Checksum)> Applied(Session session)
    {
        var applied = new SortedDictionary<int, (string, string)>();
        using var rows = session.Query("SELECT number, name, checksum FROM migrations");
        while (rows.Next()) applied.Add(rows.Int(0), (rows.Text(1), rows.Text(2)));
        return applied;
    }

    void Verify(int number, string name, string checksum)
    {
        var migration = known.FirstOrDefault(migration => migration.Number == number)
            ?? throw new MigrationException(
                $"The database has migration {name}, which this program does not know: it was made by a newer version. "
                + "Start that version, or restore a backup made before it.");
        if (migration.Checksum != checksum)
            throw new MigrationException(
                $"Migration {name} was altered after it was applied to this database. Start the program that it came with; "
                + "changes to the tables go into a new migration.");
    }
}

/// <param name="Checksum">SHA-256 of the script with LF line ends, in hexadecimal.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    public static Migration From(string name, string sql)
    {
        var text = sql.ReplaceLineEndings("\n");
        var number = int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        return new(number, name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    internal static Migration Load(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return From(name, reader.ReadToEnd());
    }
}

/// <summary>The database's tables and this program do not fit; nothing was changed.</summary>
internal sealed class MigrationException(string message) : Exception(message);
