using System.Text.Json;
using Accounts;
using Audiences;
using Contacts;
using Contracts;
using global::Sharing;
using Host.Storage;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Tests.Support;

namespace Tests.Membership;

/// <summary>
/// Contacts and audiences on the real grain engine, with its strict codec, and a real SQLite file; without HTTP. It can be
/// closed in the middle and opened again on the same file.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("audiences-world-").FullName;
    private ServiceProvider? _services;

    public const string Book = "organisation:o";

    public static readonly Principal Admin = new(
        "t", "o", "u", "owner", Book, Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export | Scopes.Admin, false, "k");

    public HandClock Clock { get; } = new();
    public FakeSource Source { get; } = new();
    public AudienceLimits Limits { get; init; } = AudienceLimits.Default;
    /// <summary>Services of a test's own, last; it is given the data folder.</summary>
    public Action<IServiceCollection, string> Replace { get; init; } = (_, _) => { };

    public IMediator Door => _services!.GetRequiredService<IMediator>();

    public T Service<T>() where T : notnull => _services!.GetRequiredService<T>();

    public static async Task<World> Open(AudienceLimits? limits = null, Action<IServiceCollection, string>? replace = null)
    {
        var world = new World { Limits = limits ?? AudienceLimits.Default, Replace = replace ?? ((_, _) => { }) };
        await world.Start();
        return world;
    }

    /// <param name="gracefully">False leaves out what a graceful stop writes, as a crash does.</param>
    /// <param name="between">When the old one is gone and the new one is not there yet.</param>
    public async Task Restart(bool gracefully, Action? between = null)
    {
        if (gracefully)
            await Door.Send(new SavePartitions());
        await Stop();
        between?.Invoke();
        await Start();
    }

    public async Task<AudienceView> Audience(string name, string definition, bool active = true)
    {
        var made = (await Door.Send(new CreateAudience(Admin, Json($$"""{"name":"{{name}}","definition":{{definition}}}""")))).Audience;
        return active ? (await Door.Send(new SetAudienceStatus(Admin, made.Id, "active"))).Audience : made;
    }

    public Task<AudienceAnswer> Edit(AudienceView audience, string definition) =>
        Door.Send(new ReplaceAudience(Admin, audience.Id, Json($$"""{"name":"{{audience.Name}}","definition":{{definition}}}"""), null));

    public async Task<ContactView> Upsert(string body) => (await Door.Send(new UpsertContact(Admin, Json(body)))).Contact;

    public async Task<MessageReport> Ingest(string message) =>
        (await Door.Send(new IngestMessages(Admin, Json($$"""{"batch":[{{message}}]}"""), null)))[0];

    public async Task<HashSet<Guid>> Members(string audience)
    {
        var members = new HashSet<Guid>();
        Guid? after = null;
        while (true)
        {
            var page = await Door.Send(new ListMembers(Admin, audience, after, null, 7));
            foreach (var item in page.Items)
                Assert.True(members.Add(item.ContactId), "A member is listed twice.");
            if (!page.More)
                return members;
            after = page.Items[^1].ContactId;
        }
    }

    /// <summary>The whole feed, read in small pages.</summary>
    public async Task<List<ChangeView>> Changes(string audience)
    {
        var (all, place) = (new List<ChangeView>(), "0");
        while (true)
        {
            var page = await Door.Send(new ListChanges(Admin, audience, place, TimeSpan.Zero, 3, true));
            if (page.Items.Count == 0)
                return all;
            all.AddRange(page.Items);
            place = page.Last;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    private async Task Start()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<BusinessClock>(Clock).AddSingleton(TimeProvider.System).AddSqliteStorage(_folder);
        services.AddSingleton<IMediator>(provider => new Mediator(provider.GetRequiredService));
        services.AddAccounts().AddAudiences(Limits).AddContacts().AddSharing();
        services.AddSingleton<global::Contacts.Stored.IContactSources>(Source).AddSingleton<IRequestHandler<RequireSource, SourceView>>(Source);
        services.AddSingleton<IRequestHandler<RenewPrincipal, Principal?>, StandingPrincipals>();
        EngineUnderTest.Add(services, new(), [.. typeof(AudiencesModule).Assembly.GetTypes(), .. typeof(ContactsModule).Assembly.GetTypes()]);
        Replace(services, _folder);
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<Database>().Open(CancellationToken.None);
        await EngineUnderTest.Start(_services);
        // The tenant's partitions come with the first question about them.
        await _services.GetRequiredService<Audiences.Stored.IPartitionStore>().Partitions(Admin.Tenant, CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await Door.Send(new KeepPartitions(), limit.Token))
            await Task.Yield();
    }

    private async Task Stop()
    {
        await EngineUnderTest.Stop(_services!);
        await _services!.DisposeAsync();
    }
}
