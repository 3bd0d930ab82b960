namespace Tests.Journeys;

/// <summary>Journeys that build in the checkout itself or listen on the default port: one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Checkout
{
    public const string Name = "the checkout itself";
}
