using Orleans;

namespace Tests.Architecture;

/// <summary>A cluster is renewed silo by silo: what grains say to each other is a contract, and its change a decision.</summary>
public class GrainContractTests
{
    private const string Approved = "tests/Tests/Architecture/grain-contracts.txt";

    [Fact]
    public void Grain_contracts_are_as_approved()
    {
        var found = string.Concat(new GrainContracts(Types).Manifest().Select(line => $"{line}\n"));
        var received = Path.Combine(AppContext.BaseDirectory, "grain-contracts.received.txt");
        File.WriteAllText(received, found);
        Assert.True(
            found == File.ReadAllText(Path.Combine(House.Root, Approved)),
            $"Grain contracts changed. Look at `diff {Approved} {received}`; if silos of the last release understand it, copy it over the approved file.");
    }

    [Fact]
    public void Grain_messages_have_their_attributes() => House.Clean(new GrainContracts(Types).Violations());

    [Fact]
    public void Planted_violations_are_found()
    {
        var found = new GrainContracts([typeof(IPlantedContract), typeof(PlantedException)]).Violations()
            .Select(violation => violation.Replace($"{typeof(GrainContractTests).FullName}+", "", StringComparison.Ordinal));
        Assert.Equal(
            [
                "IPlantedContract has no [Alias]",
                "IPlantedContract.Ask has no [Alias]",
                "PlantedAnswer and PlantedException share the alias planted",
                "PlantedLater travels and has no [Alias]",
                "PlantedLater travels and is not [GenerateSerializer]",
                "PlantedQuestion travels and has no [Alias]",
                "PlantedQuestion travels and is not [GenerateSerializer]",
                "PlantedQuestion.Forgotten has no [Id] and would be lost on the way",
            ],
            found.Order(StringComparer.Ordinal));
    }

    private static IReadOnlyCollection<Type> Types => [.. House.Modules.Append(House.Contracts).SelectMany(name => House.Load(name).GetTypes())];

    private interface IPlantedContract : IGrainWithStringKey
    {
        Task<Dictionary<string, PlantedAnswer>> Ask(PlantedQuestion[] questions, CancellationToken cancel);
    }

    private sealed record PlantedQuestion([property: Id(0)] int Part)
    {
        public string? Forgotten { get; init; }

        public bool IsComputed => Forgotten is null;
    }

    [GenerateSerializer, Alias("planted")]
    private abstract record PlantedAnswer;

    private sealed record PlantedLater : PlantedAnswer;

    [GenerateSerializer, Alias("planted")]
    private sealed class PlantedException() : Exception("planted");
}
