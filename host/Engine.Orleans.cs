using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Host.Start;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Host;

/// <summary>
/// A silo of Microsoft Orleans, started and stopped by the start steps and not by ASP.NET's host, because the database comes before
/// it and must outlive it. <c>Engine.Embedded.cs</c> has the same members for one machine.
/// </summary>
internal sealed class Engine(Silo silo, IEnumerable<IConfigurationValidator> validators)
{
    public const string Name = "Orleans";

    // As many as the embedded engine holds; Orleans of itself knows no bound. It refuses when it holds more than its limit.
    private const int MaxCallsPerActivation = 10_000;

    private bool _started;

    public static void Add(IServiceCollection services, IConfiguration configuration, params Assembly[] modules)
    {
        var silo = SiloSettings.Read(configuration);
        services.AddOrleans(builder => Configure(builder, silo));
        services.AddSerializer(serializer => Array.ForEach(modules, module => serializer.AddAssembly(module)));
        foreach (var starter in services.Where(StartsTheSilo).ToList()) services.Remove(starter);
        services.AddSingleton<Engine>();
    }

    public async Task Start(CancellationToken cancel)
    {
        foreach (var validator in validators) validator.ValidateConfiguration();
        await silo.StartAsync(cancel);
        _started = true;
    }

    /// <remarks>A silo that did not come up refuses to be stopped.</remarks>
    public Task Stop(CancellationToken cancel) => _started ? silo.StopAsync(cancel) : Task.CompletedTask;

    private static void Configure(ISiloBuilder builder, SiloSettings silo)
    {
        builder.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (silo.Cluster, "audiences"));
        builder.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxCallsPerActivation - 1);
        if (silo.Database is null)
        {
            builder.UseDevelopmentClustering(primarySiloEndpoint: null);
        }
        else
        {
            builder.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = ("Npgsql", silo.Database));
        }

        // No gateway: all who call grains are silos.
        builder.Configure<EndpointOptions>(endpoint => (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (silo.Address, silo.Port, 0));
    }

    private static bool StartsTheSilo(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(Silo).Assembly;

    /// <param name="Cluster">Silos of one name in one database are one cluster.</param>
    /// <param name="Database">The PostgreSQL database with Orleans' membership table; null: this silo is alone.</param>
    /// <param name="Address">Where the other silos reach this one.</param>
    private sealed record SiloSettings(string Cluster, string? Database, IPAddress Address, int Port)
    {
        public static SiloSettings Read(IConfiguration configuration)
        {
            var database = configuration["Cluster:Database"] is { Length: > 0 } text ? text : null;
            if (database is not null && !"PostgreSql".Equals(configuration["Storage:Provider"], StringComparison.OrdinalIgnoreCase))
                throw new StartError("Cluster__Database needs Storage__Provider=PostgreSql: processes of a cluster share one database, a SQLite file belongs to one.");
            return new(
                configuration["Cluster:Id"] is { Length: > 0 } id ? id : "audiences",
                database,
                ReadAddress(configuration["Cluster:Address"], isAlone: database is null),
                ReadPort(configuration["Cluster:Port"], isAlone: database is null));
        }

        private static IPAddress ReadAddress(string? text, bool isAlone)
        {
            if (string.IsNullOrEmpty(text) && isAlone) return IPAddress.Loopback;
            return IPAddress.TryParse(text, out var address) ? address
                : throw new StartError("Cluster__Address is the IP address at which the other processes of the cluster reach this one, such as 10.0.0.5.");
        }

        // Nobody needs to know where a silo listens that is alone, and several may be on one machine.
        private static int ReadPort(string? text, bool isAlone) =>
            string.IsNullOrEmpty(text) ? isAlone ? FreePort() : EndpointOptions.DEFAULT_SILO_PORT
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536 ? port
            : throw new StartError("Cluster__Port is a port between 1 and 65535; processes of a cluster talk to each other there.");

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
