using Accounts.Stored;
using Audiences.Stored;
using Contacts.Stored;
using Host.Api.Http;
using Host.Clock;
using Host.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Sharing.Stored;

namespace Tests.Storage;

/// <summary>A database of its own for one test, with the stores as the host registers them.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    readonly CollectingLog log = new();
    ServiceProvider services = null!;

    internal Database Database => services.GetRequiredService<Database>();
    public IPartitionStore Partitions => services.GetRequiredService<IPartitionStore>();
    public ILogStore Log => services.GetRequiredService<ILogStore>();
    public IContactStore Contacts => services.GetRequiredService<IContactStore>();

    public IImportStore Imports => services.GetRequiredService<IImportStore>();
    public IJobStore Jobs => services.GetRequiredService<IJobStore>();
    public IShareStore Shares => services.GetRequiredService<IShareStore>();
    public IAudienceStore Audiences => services.GetRequiredService<IAudienceStore>();
    public IAccountStore Accounts => services.GetRequiredService<IAccountStore>();
    public IDirectoryStore People => services.GetRequiredService<IDirectoryStore>();
    public IConfigurationStore Configurations => services.GetRequiredService<IConfigurationStore>();
    public ICustomFieldStore CustomFields => services.GetRequiredService<ICustomFieldStore>();
    public IManagedStore Managed => services.GetRequiredService<IManagedStore>();
    public IGrainStorage AudienceStates => services.GetRequiredKeyedService<IGrainStorage>("audiences");
    internal IClockStore Clock => services.GetRequiredService<IClockStore>();
    internal IKeptAnswers KeptAnswers => services.GetRequiredService<IKeptAnswers>();

    /// <summary>Warnings and errors that were logged.</summary>
    public IReadOnlyCollection<string> Complaints => log.Complaints;

    public async Task Open()
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.AddProvider(log)).AddSingleton(TimeProvider.System);
        Register(collection);
        services = collection.BuildServiceProvider();
        await Database.Open(default);
    }

    /// <summary>Closes the database and opens it again, as a restart does.</summary>
    public async Task Restart()
    {
        await services.DisposeAsync();
        await Open();
    }

    /// <summary>Everything the database has on disk, journals included.</summary>
    public abstract byte[] OnDisk();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Remove();
        GC.SuppressFinalize(this);
    }

    /// <summary>Registers the database as the host does.</summary>
    protected abstract void Register(IServiceCollection collection);

    protected abstract void Remove();
}
