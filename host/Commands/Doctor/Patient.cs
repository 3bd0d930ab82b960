using Host.Start;
using Host.Storage.Sqlite;

namespace Host.Commands.Doctor;

/// <summary>The server that runs here, or is to, by the same settings.</summary>
/// <param name="Wrong">Why a server would not start with these settings.</param>
internal sealed record Patient(string DataFolder, IReadOnlyList<BindingAddress> Addresses, bool ManualClock, string? Key, string? Wrong)
{
    /// <summary>How the database is connected to; null: it is a file in the data folder.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>A server has been started here before, or another may have been on the same database.</summary>
    public bool MayHaveData => PostgreSql is not null || File.Exists(DatabaseFile);

    public string DatabaseFile => Path.Combine(DataFolder, SqliteDatabase.FileName);

    /// <summary>The data folder, or the nearest one above it that is there.</summary>
    public string NearestFolder
    {
        get
        {
            var folder = DataFolder;
            while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above) folder = above;
            return folder;
        }
    }

    public static Patient Read(string? data, string? urls, string? key)
    {
        var configuration = Server.ReadConfiguration([.. Option("--Storage:Path", data), .. Option("--urls", urls)]);
        var given = key ?? configuration["AUDIENCES_ADMIN_KEY"];
        try
        {
            var settings = Settings.Read(configuration);
            return new(settings.DataFolder, settings.Addresses, settings.ManualClock, given, null) { PostgreSql = settings.PostgreSql };
        }
        catch (StartError error)
        {
            return new(Settings.FolderOf(configuration), [], false, given, error.Message);
        }
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];
}
