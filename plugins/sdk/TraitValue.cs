namespace Audiences.Sdk;

/// <summary>The value of a trait: exactly one of text, number, yes or no, an instant, or several texts.</summary>
public sealed record TraitValue
{
    private TraitValue()
    {
    }

    public string? Text { get; private init; }

    public decimal? Number { get; private init; }

    public bool? Boolean { get; private init; }

    public DateTimeOffset? Instant { get; private init; }

    public IReadOnlyList<string>? List { get; private init; }

    public static implicit operator TraitValue(string text) => new() { Text = text };

    public static implicit operator TraitValue(decimal number) => new() { Number = number };

    public static implicit operator TraitValue(bool boolean) => new() { Boolean = boolean };

    public static implicit operator TraitValue(DateTimeOffset instant) => new() { Instant = instant };

    public static implicit operator TraitValue(string[] list) => new() { List = [.. list] };
}
