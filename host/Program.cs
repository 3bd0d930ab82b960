using Accounts;
using Archiving;
using Audiences;
using Contacts;
using Host.Api;
using Host.Api.Http;
using Host.Clock;
using Host.Commands;
using Host.Connections;
using Host.Egress;
using Host.Plugins;
using Host.Start;
using Host.Storage;
using Host.Storage.PostgreSql;
using Host.Telemetry;
using Sharing;

namespace Host;

/// <summary>The server's table of contents.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) =>
        CommandLine.IsMeant(args) ? CommandLine.Run(args, Console.Out) : Server.Run(() => Build(args));

    /// <param name="replace">For tests: services of their own, last.</param>
    internal static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = Server.CreateBuilder(args);
        var services = builder.Services;
        var settings = Settings.Read(builder.Configuration);
        AddModules(services, builder.Configuration, settings);
        AddStorage(services, settings);
        services.AddPlugins(PluginOptions.Read(builder.Configuration, builder.Environment.IsDevelopment()));
        AddStartSteps(services, settings);
        services.AddTelemetry(builder.Configuration);
        services.AddOpenApi("v1", OpenApi.Configure);
        services.AddCors(Pages.Configure);
        replace?.Invoke(services);

        var app = builder.Build();
        AddMiddleware(app);
        MapRoutes(app);
        return app;
    }

    private static void AddModules(IServiceCollection services, IConfiguration configuration, Settings settings)
    {
        services.AddAccounts();
        services.AddArchiving();
        services.AddAudiences(settings.Audiences);
        services.AddContacts();
        services.AddSharing();
        services.AddEgress(configuration);
        services.AddConnections(settings.DataFolder);
        Engine.Add(services, configuration, typeof(AccountsModule).Assembly, typeof(AudiencesModule).Assembly, typeof(ContactsModule).Assembly);
    }

    private static void AddStorage(IServiceCollection services, Settings settings)
    {
        if (settings.PostgreSql is { } database) services.AddPostgreSqlStorage(database, settings.DataFolder, settings.LargestImport);
        else services.AddSqliteStorage(settings.DataFolder, settings.LargestImport);
        services.AddClock(settings.ManualClock);
    }

    /// <summary>In this order until ready, in reverse when the server stops.</summary>
    private static void AddStartSteps(IServiceCollection services, Settings settings) => services
        .AddStep<LeaseStep>()
        .AddStepIf<DatabaseLeaseStep>(settings.PostgreSql is not null)
        .AddStep<DatabaseStep>()
        .AddStep<ClockStep>()
        .AddStep<FoundingStep>()
        .AddStep<EngineStep>()
        .AddStep<PartitionsStep>()
        .AddStepIf<SoleAnswerStep>(settings.PostgreSql is not null)
        .AddStep<WelcomeStep>()
        .AddStep<MergesStep>()
        .AddStep<ReplacementsStep>()
        .AddStep<ManagedStep>()
        .AddStep<PluginsStep>()
        .AddStep<JobsStep>()
        .AddStep<SyncsStep>()
        .AddStep<SharesStep>();

    private static void AddMiddleware(WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UseRouting();
        // Before all that refuses: a page can read no answer without these headers, a 401 or 503 neither.
        app.UseCors();
        app.UseMiddleware<Problems>();
        app.UseMiddleware<Gate>();
        app.UseRequestTimeouts();
        app.UseMiddleware<KeyCheck>();
        app.UseMiddleware<Idempotency>();
    }

    private static void MapRoutes(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        var routes = app.MapGroup("");
        ((IEndpointConventionBuilder)routes).Finally(AnyContentType.Allow);
        if (app.Services.GetService<PostgreSqlLease>() is { } lease) routes.AddEndpointFilter(new LeaseFilter(lease));
        HealthApi.Map(routes);
        BuilderPage.Map(routes);
        AccountsApi.Map(routes);
        PeopleApi.Map(routes);
        RecipientsApi.Map(routes);
        ConfigurationApi.Map(routes);
        ClockApi.Map(routes);
        MemoryApi.Map(routes);
        MetricsApi.Map(routes);
        PluginsApi.Map(routes);
        AudiencesApi.Map(routes);
        ConnectorsApi.Map(routes);
        MessagesApi.Map(routes);
        ContactsApi.Map(routes);
        ConversationsApi.Map(routes);
        ErasuresApi.Map(routes);
        FieldsApi.Map(routes);
        ImportsApi.Map(routes);
        JobsApi.Map(routes);
        SharesApi.Map(routes);
        SyncsApi.Map(routes);
        ManagedAudiencesApi.Map(routes);
        IngestApi.Map(routes);
        BrowserApi.Map(routes);
    }
}
