using System.Text.Json;
using Accounts.Stored;
using Audiences.Stored;
using Contracts;
using Host.Storage;
using Microsoft.Extensions.DependencyInjection;
using Tests.Membership;
using Tests.Storage.Faults;

namespace Tests.Sharing.Managed;

/// <summary>An organisation with a team and people, on the real modules and a real SQLite file, whose process may die at any operation of the database.</summary>
internal sealed class ManagedOffice : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Principal Admin = World.Admin;

    private readonly FaultPlan faults = new();
    private readonly string[] users = new string[PlainManaged.People];
    private readonly Dictionary<(int Person, string Plan), Guid> contacts = [];
    private World world = null!;
    private string team = "";
    private Task keeping = Task.CompletedTask;
    private CancellationTokenSource stopping = new();
    private int made;

    public static async Task<ManagedOffice> Open()
    {
        var office = new ManagedOffice();
        office.world = await World.Open(replace: (services, folder) => services.AddSingleton<Database>(_ => new FaultyDatabase(folder, office.faults)));
        office.Keep();
        await office.Hire();
        return office;
    }

    public async ValueTask DisposeAsync()
    {
        await Leave();
        await world.DisposeAsync();
        stopping.Dispose();
    }

    /// <summary>Does what the model says can be done; where the process dies meanwhile, the order is given again.</summary>
    public async Task Do(ManagedDeed deed, PlainManaged plain)
    {
        if (deed.Deed == Deed.Restart) await Restart();
        else if (deed.CrashAt == 0 || IsPersons(deed.Deed)) await Order(deed, plain);
        else await Dying(deed, plain);
    }

    /// <summary>Until no order and no change of people has anything left to do, and all of it is in force.</summary>
    public async Task Settle()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            await world.Door.Send(new ReviewManaged(Admin.Tenant));
            var sets = await world.Door.Send(new ListManaged(Admin));
            if (sets.All(set => set is { Ending: false, Spreading.Status: "done" }) && (await All()).All(state => state.Building is null)) return;
            Assert.False(limit.IsCancellationRequested, $"It came to {string.Join("; ", sets)}");
        }
    }

    public async Task<TenantAudiences> All() => await world.Service<IAudienceStore>().All(Admin.Tenant, default);

    public string OwnerOf(int person) => $"user:{users[person]}";

    public static string NameOf(int set) => $"Set {set}";

    public static JsonElement Definition(string plan) => World.Json($$"""{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"{{plan}}"}]}""");

    public Guid Contact(int person, string plan) => contacts[(person, plan)];

    public async Task<Guid[]> Members(int person, string audience) =>
        [.. (await world.Door.Send(new ListMembers(As(person), audience, null, null, 100))).Items.Select(item => item.ContactId)];

    /// <summary>What the user is answered who wants to change or to be rid of it.</summary>
    public async Task<string[]> Tries(int person, string audience) =>
    [
        await Refused(() => world.Door.Send(new ReplaceAudience(As(person), audience, World.Json("""{"name":"Mine","definition":{"match":"all","conditions":[{"field":"email","op":"exists"}]}}"""), null))),
        await Refused(() => world.Door.Send(new DeleteAudience(As(person), audience, null))),
    ];

    private async Task Hire()
    {
        await world.Service<IAccountStore>().Found(new(Admin.Tenant, Admin.Organisation, World.Book, Admin.User!, $"user:{Admin.User}"), null, null, world.Clock.Now, default);
        team = (await world.Door.Send(new CreateTeam(Admin, "Sales"))).Id;
        for (var person = 0; person < users.Length; person++)
        {
            var invited = await world.Door.Send(new InviteUser(Admin, $"{person}@example.org", "member"));
            users[person] = (await world.Door.Send(new AcceptInvitation(invited.Token, $"Person {person}"))).User.Id;
            foreach (var plan in new[] { "gold", "silver" })
                contacts[(person, plan)] = Guid.Parse((await world.Door.Send(new UpsertContact(As(person), World.Json($$$"""{"externalId":"{{{plan}}}","traits":{"plan":"{{{plan}}}"}}""")))).Contact.Id);
        }
    }

    private Principal As(int person) => new(
        Admin.Tenant, Admin.Organisation, users[person], "member", OwnerOf(person), Scopes.Read | Scopes.Write, false, "k");

    private static bool IsPersons(Deed deed) => deed is Deed.Activate or Deed.Pause or Deed.Refer or Deed.Unrefer or Deed.Race;

    private async Task Dying(ManagedDeed deed, PlainManaged plain)
    {
        faults.Arm(deed.CrashAt, forGood: true);
        var order = Order(deed, plain);
        await Task.WhenAny(order, faults.Firing);
        if (faults.Fired is null)
        {
            // It was done before: so it dies while what follows from it goes on, or not at all.
            await order;
            faults.Disarm();
            return;
        }
        await Restart();
        await order.ContinueWith(_ => { }, TaskScheduler.Default);
        await Again(deed, plain);
    }

    /// <summary>Who got no answer gives the order once more, and it may have been carried out.</summary>
    private async Task Again(ManagedDeed deed, PlainManaged plain)
    {
        try
        {
            await Order(deed, plain);
        }
        catch (Refusal done) when (done.Type is "name-taken" or "managed-ending" or "unknown-managed-audience" or "unknown-recipient")
        {
        }
        catch (InvalidOperationException) when (deed.Deed is Deed.End)
        {
            // It is not listed any more.
        }
    }

    private async Task Restart()
    {
        await Leave();
        await world.Restart(gracefully: false, faults.Disarm);
        Keep();
    }

    private void Keep()
    {
        stopping = new();
        keeping = world.Door.Send(new RunManaged(), stopping.Token);
    }

    private async Task Leave()
    {
        await stopping.CancelAsync();
        await keeping.WaitAsync(Patience);
    }

    private async Task Order(ManagedDeed deed, PlainManaged plain)
    {
        switch (deed.Deed)
        {
            case Deed.Create: await world.Door.Send(new CreateManaged(Admin, Body(deed))); break;
            case Deed.Edit: await world.Door.Send(new ReplaceManaged(Admin, await Id(deed.Set), Body(deed), null)); break;
            case Deed.End: await Stop(deed.Set, null, null); break;
            case Deed.Stop: await Stop(deed.Set, null, [users[deed.Person]]); break;
            case Deed.StopRecipient: await Stop(deed.Set, [Recipient(deed.Recipients[0])], null); break;
            case Deed.Team: await world.Door.Send(new SetTeamMember(Admin, team, users[deed.Person], deed.On)); break;
            case Deed.Viewer: await world.Door.Send(new ChangeUser(Admin, users[deed.Person], null, deed.On ? "viewer" : "member", null)); break;
            case Deed.Disabled: await world.Door.Send(new ChangeUser(Admin, users[deed.Person], null, null, deed.On)); break;
            default: await OrderOfPerson(deed, plain.Has[(deed.Set, deed.Person)]); break;
        }
    }

    private async Task OrderOfPerson(ManagedDeed deed, PlainAudience had)
    {
        var who = As(deed.Person);
        switch (deed.Deed)
        {
            case Deed.Activate: await world.Door.Send(new SetAudienceStatus(who, had.Id, "active")); break;
            case Deed.Pause: await world.Door.Send(new SetAudienceStatus(who, had.Id, "paused")); break;
            case Deed.Refer:
                had.Referrer = (await world.Door.Send(new CreateAudience(who, World.Json(
                    $$$"""{"name":"Behind {{{made++}}}","definition":{"match":"all","conditions":[{"field":"audience.{{{had.Id}}}","op":"memberOf"}]}}""")))).Audience.Id;
                break;
            case Deed.Unrefer:
                await world.Door.Send(new DeleteAudience(who, had.Referrer!, null));
                had.Referrer = null;
                break;
            case Deed.Race:
                var stop = Stop(deed.Set, null, [users[deed.Person]]);
                var refusal = await Refused(() => world.Door.Send(new SetAudienceStatus(who, had.Id, "active")));
                Assert.True(refusal is "" or "unknown-audience", refusal);
                had.Active |= refusal == "";
                await stop;
                break;
            default: throw new InvalidOperationException($"{deed.Deed} is no order of a user's.");
        }
    }

    private async Task Stop(int set, string[]? recipients, string[]? people) =>
        await world.Door.Send(new StopManaged(Admin, await Id(set), recipients is null ? null : [.. recipients], people is null ? null : [.. people], Confirmed: true, DryRun: false));

    private async Task<string> Id(int set) => (await world.Door.Send(new ListManaged(Admin))).Single(view => view.Name == NameOf(set) && !view.Ending).Id;

    private ManagedBody Body(ManagedDeed deed) => new(NameOf(deed.Set), null, Definition(deed.Plan), [.. deed.Recipients.Select(Recipient)]);

    private string Recipient(string plain) => plain switch
    {
        PlainManaged.Everyone => "everyone",
        PlainManaged.Team => $"team:{team}",
        _ => $"user:{users[int.Parse(plain, System.Globalization.CultureInfo.InvariantCulture)]}",
    };

    private static async Task<string> Refused(Func<Task> order)
    {
        try
        {
            await order();
            return "";
        }
        catch (Refusal refusal)
        {
            return refusal.Type;
        }
    }
}
