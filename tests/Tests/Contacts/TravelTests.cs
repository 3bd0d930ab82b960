using System.Collections.Immutable;
using Contacts;
using Contacts.Stored;
using Contracts;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Tests.Support;

namespace Tests.Contacts;

/// <summary>The grain on the engine, with every message copied as if it went to another machine.</summary>
public sealed class TravelTests
{
    [Fact]
    public async Task Orders_and_answers_of_a_contact_travel()
    {
        var world = new World();
        var registered = new ServiceCollection()
            .AddSingleton(world).AddSingleton<IContactStore>(world).AddSingleton(world.Open).AddSingleton(world.Hints).AddSingleton<BusinessClock>(world.Clock);
        await using var services = EngineUnderTest.Add(registered, new(), [typeof(ContactGrain), typeof(WorldPartitionGrain)]).BuildServiceProvider();
        await EngineUnderTest.Start(services);
        var door = new ContactDoor(world, services.GetRequiredService<IGrainFactory>(), world.Resolver, world.Clock);

        var body = Some.Json("{'externalId':'u1','email':'a@x.y','phone':'+33612345678','tags':['t'],'traits':{'a':1},'subscribed':true}");
        var (one, created) = await new UpsertRun(door, world.Resolver).Go(Some.Key(), "organisation:main", body, CancellationToken.None);
        Assert.True(created);
        IncomingMessage[] messages =
        [
            Some.Message("{'type':'track','event':'x','userId':'u2','messageId':'m1'}"),
            Some.Message("{'type':'identify','userId':'u2','anonymousId':'a','messageId':'m2','traits':{'plan':'x'}}"),
        ];
        var results = await new IngestRun(door, world.Resolver, Some.Key(), messages, CancellationToken.None).Go();
        Assert.All(results, result => Assert.Equal(MessageResult.Accepted, result.Result));
        await door.Order(world[one], grain => grain.Absorb(new(results[0].Contact!.Value, JoinRight.Anybody)));
        await door.Order(world[one], grain => grain.Forget("m1"));
        Assert.Equal(["m2"], world.MessagesOf(one));
        await door.Order(world[one], grain => grain.Erase(true));
        Assert.Empty(world.Live);
        await EngineUnderTest.Stop(services);
    }

    internal sealed class WorldPartitionGrain(World world) : Grain, IPartitionGrain
    {
        public Task<CommitResult> Commit(ContactCommit commit) => Held.Commit(commit);

        public Task<ImmutableArray<CommitResult>> CommitMany(ImmutableArray<ContactCommit> commits) => Held.CommitMany(commits);

        public Task<ImmutableArray<Sightings>> Seen(ImmutableArray<Guid> contacts) => Held.Seen(contacts);

        public Task<ImmutableArray<long>> Messages(Guid contact) => Held.Messages(contact);

        private IPartitionGrain Held => world.Grains.GetGrain<IPartitionGrain>(this.GetPrimaryKeyString());
    }
}
