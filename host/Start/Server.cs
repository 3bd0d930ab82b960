using System.Net.Sockets;
using Contracts;
using Host.Api;
using Host.Api.Http;
using Host.Storage;
using Host.Storage.PostgreSql;
using MediatR;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Host.Start;

/// <summary>Kestrel, logs and limits, and how the process ends.</summary>
internal static class Server
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    // The lowest of all settings: appsettings.json, the environment and the command line win.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["urls"] = Settings.DefaultUrl,
        ["Logging:LogLevel:Default"] = "Information",
        // ASP.NET's own lines hold paths and queries, which hold addresses and names.
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
    };

    // Settings with a colon, such as --Storage:Path, are options too.
    private static readonly HashSet<string> Options =
        new(["urls", "environment", "contentRoot", "applicationName", "AUDIENCES_ADMIN_KEY"], StringComparer.OrdinalIgnoreCase);

    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        RefuseUnknownOptions(args);
        var builder = Configured(args);
        builder.Logging.ClearProviders().AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "O"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Each route has its own limit, all below this one: so much Kestrel reads and drops, that a sender can read the 413 before the connection closes.
            kestrel.Limits.MaxRequestBodySize = 32 * Body.OneMegabyte;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        AddServices(builder.Services, Settings.Read(builder.Configuration));
        return builder;
    }

    /// <summary>The server's settings, wherever they come from.</summary>
    public static IConfiguration ReadConfiguration(string[] args) => Configured(args).Configuration;

    private static WebApplicationBuilder Configured(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = Defaults });
        return builder;
    }

    // A misspelt option would otherwise be taken for a setting that nobody reads.
    private static void RefuseUnknownOptions(string[] args)
    {
        var unknown = args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal) && !arg.Contains(':', StringComparison.Ordinal))
            .Select(arg => arg[2..].Split('=')[0]).FirstOrDefault(name => !Options.Contains(name));
        if (unknown is not null)
            throw new StartError(
                $"There is no option --{unknown}. --urls names where to listen; --Storage:Path names the data folder, as Storage__Path does. `audiences --help` lists commands.");
    }

    /// <summary>Runs until told to stop; 1 when the server could not start.</summary>
    public static async Task<int> Run(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            await Start(app);
            var settings = app.Services.GetRequiredService<Settings>();
            var database = settings.PostgreSql is null ? "" : $" and the {app.Services.GetRequiredService<PostgreSqlConnections>().Place}";
            Console.WriteLine($"Audiences {HealthApi.Version} on {string.Join(", ", app.Urls)}, data in {settings.DataFolder}{database}");
            await app.WaitForShutdownAsync();
            return Failure(app.Services) is { } failure ? Report(failure) : 0;
        }
        catch (Exception failure)
        {
            return Report(failure);
        }
    }

    /// <summary>Returns when Kestrel listens; the start steps go on.</summary>
    public static async Task Start(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.StopAsync();
            // A step that fails at once stops Kestrel while it binds; the reason is the step's then.
            if (app.Services.GetRequiredService<Lifecycle>().Started is { IsFaulted: true } failed) await failed;
            throw;
        }
    }

    /// <summary>Adds the step, which may follow the clock too.</summary>
    public static IServiceCollection AddStep<T>(this IServiceCollection services) where T : class, IStartStep
    {
        services.AddSingleton<T>().AddSingleton<IStartStep>(provider => provider.GetRequiredService<T>());
        return typeof(T).IsAssignableTo(typeof(IClockFollower))
            ? services.AddSingleton(provider => (IClockFollower)provider.GetRequiredService<T>())
            : services;
    }

    public static IServiceCollection AddStepIf<T>(this IServiceCollection services, bool isNeeded) where T : class, IStartStep =>
        isNeeded ? services.AddStep<T>() : services;

    private static void AddServices(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings).AddSingleton<Readiness>().AddSingleton<Ending>().AddSingleton(TimeProvider.System);
        services.AddSingleton<Lifecycle>().AddHostedService(provider => provider.GetRequiredService<Lifecycle>());
        services.AddSingleton<IMediator>(provider => new Mediator(provider.GetRequiredService));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        services.ConfigureHttpJsonOptions(Json.Configure);
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(60),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = http => Problem.Write(http, TookTooLong()),
        });
    }

    private static Exception? Failure(IServiceProvider services) =>
        services.GetRequiredService<Ending>().Reason ?? services.GetRequiredService<Lifecycle>().Started.Exception?.InnerException;

    private static Refusal TookTooLong() =>
        new(503, "timeout", "This took longer than 60 s. What it was to write may or may not have been written.") { RetryAfter = 5 };

    private static int Report(Exception failure)
    {
        Console.Error.WriteLine(failure switch
        {
            StartError error => error.Message,
            IOException { InnerException: not null } bind => $"{bind.Message} Another program listens there, perhaps another server of this kind; `--urls` names another address.",
            _ when DatabaseAway.Is(failure) => $"The database failed while the server started: {failure.Message} Start it again when it answers.",
            SocketException socket => $"{socket.Message}. `--urls` names another address.",
            _ => failure.ToString(),
        });
        return 1;
    }
}
