using Accounts.Stored;
using Audiences.Stored;
using Contacts.Stored;
using Host.Api.Http;
using Host.Clock;
using Host.Storage.Accounts;
using Host.Storage.Audiences;
using Host.Storage.Contacts;
using Host.Storage.Imports;
using Host.Storage.Jobs;
using Host.Storage.Partitions;
using Host.Storage.PostgreSql;
using Host.Storage.Settings;
using Host.Storage.Sharing;
using Host.Storage.Sqlite;
using Orleans.Storage;
using Sharing.Stored;

namespace Host.Storage;

/// <summary>The stores, over a database that <see cref="Database.Open"/> must have opened before the first of them is used.</summary>
internal static class StorageRegistration
{
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string dataFolder, long largestImport = long.MaxValue) => services
        .AddSingleton<Database>(_ => new SqliteDatabase(dataFolder, new WriterOptions()))
        .AddSingleton<IImportFiles>(_ => new ImportFiles(dataFolder, largestImport))
        .AddStores();

    /// <param name="dataFolder">For imported files, which stay in it.</param>
    public static IServiceCollection AddPostgreSqlStorage(
        this IServiceCollection services, string connectionString, string dataFolder, long largestImport = long.MaxValue) => services
        .AddSingleton(_ => new PostgreSqlConnections(connectionString))
        .AddSingleton<PostgreSqlLease>()
        .AddSingleton(new WriterOptions())
        .AddSingleton<Database, PostgreSqlDatabase>()
        .AddSingleton<IImportFiles>(_ => new ImportFiles(dataFolder, largestImport))
        .AddStores();

    static IServiceCollection AddStores(this IServiceCollection services) => services
        .AddSingleton<PartitionStore>()
        .AddSingleton<IPartitionStore>(services => services.GetRequiredService<PartitionStore>())
        .AddSingleton<ILogStore>(services => services.GetRequiredService<PartitionStore>())
        .AddSingleton<IContactStore, ContactStore>()
        .AddSingleton<IImportStore, ImportStore>()
        .AddSingleton<IJobStore, JobStore>()
        .AddSingleton<IAudienceStore, AudienceStore>()
        .AddSingleton<IAccountStore, AccountStore>()
        .AddSingleton<IDirectoryStore, DirectoryStore>()
        .AddSingleton<ICustomFieldStore, CustomFieldStore>()
        .AddSingleton<IConfigurationStore, ConfigurationStore>()
        .AddSingleton<IConnectionStore, ConnectionStore>()
        .AddSingleton<ISyncStore, SyncStore>()
        .AddSingleton<IManagedStore, ManagedStore>()
        .AddSingleton<IShareStore, ShareStore>()
        .AddSingleton<IClockStore, ClockStore>()
        .AddSingleton<IKeptAnswers, KeptAnswerStore>()
        .AddKeyedSingleton<IGrainStorage, AudienceGrainStorage>(AudienceGrainStorage.Name);
}
