namespace Audiences.Sdk;

/// <summary>A setting that nobody sees again once it is given: kept encrypted, masked in what is logged, never answered.</summary>
public sealed class Secret(string value)
{
    /// <summary>The secret itself, for the call that needs it.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
