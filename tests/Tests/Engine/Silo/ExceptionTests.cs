using Audiences;
using Audiences.Stored;
using Contracts;
using Tests.Support;

namespace Tests.Engine.Silo;

/// <summary>The embedded engine hands exceptions over as they are; between silos they travel.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public async Task Every_exception_that_grains_throw_arrives_with_its_type_and_message()
    {
        await using var host = await EngineHost.With([typeof(PostGrain)], assemblies: [typeof(AudiencesModule).Assembly, typeof(IPartitionGrain).Assembly]);
        Exception[] thrown =
        [
            new PartitionNotReadyException(), new AudienceNameTakenException("VIP"),
            new Audiences.Lifecycle.RevisionMismatchException(), new Audiences.Partitions.SupersededException(),
        ];
        foreach (var sent in thrown)
        {
            var arrived = EngineUnderTest.OverTheWire(host.Services, sent);
            Assert.Equal((sent.GetType(), sent.Message), (arrived.GetType(), arrived.Message));
        }
    }
}
