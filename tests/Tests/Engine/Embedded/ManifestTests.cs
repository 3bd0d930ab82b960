using Audiences.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Tests.Engine.Embedded;

internal interface ITwin : IGrainWithStringKey;

// Open generics are not grain classes, so these planted violations exist only for the test that closes them.
internal sealed class FirstTwin<T> : Grain, ITwin;

internal sealed class SecondTwin<T> : Grain, ITwin;

internal interface INamed<T> : IGrainWithStringKey;

internal sealed class Namesake<T> : Grain, INamed<T>;

internal interface ITimid : IGrainWithStringKey
{
    void Shout();
}

internal sealed class Timid<T> : Grain, ITimid
{
    public void Shout() { }
}

/// <summary>What Orleans finds while it builds, this engine finds while it starts.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void Two_classes_for_an_interface_are_an_error_at_start_up()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Add([typeof(FirstTwin<int>), typeof(SecondTwin<int>)]));
        Assert.Contains(nameof(ITwin), error.Message);
    }

    [Fact]
    public void Two_classes_of_one_grain_type_are_an_error_at_start_up() =>
        Assert.Throws<InvalidOperationException>(() => Add([typeof(Namesake<int>), typeof(Namesake<long>)]));

    [Fact]
    public void A_grain_method_that_returns_no_task_is_an_error_at_start_up()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Add([typeof(Timid<int>)]));
        Assert.Contains("ITimid.Shout", error.Message);
    }

    [Fact]
    public async Task Internal_grains_of_an_assembly_are_found_and_called()
    {
        await using var services = new ServiceCollection().AddSingleton(new Probe()).AddSingleton(new Ambient())
            .AddEmbeddedGrains(_ => { }, typeof(OtherGrain).Assembly).BuildServiceProvider();
        Assert.False(typeof(IOther).IsVisible);
        Assert.False(typeof(OtherGrain).IsVisible);
        Assert.Equal(1, await services.GetRequiredService<IGrainFactory>().GetGrain<IOther>("a").Next());
    }

    private static void Add(Type[] grains) => new ServiceCollection().AddEmbeddedGrains(_ => { }, grains);
}
