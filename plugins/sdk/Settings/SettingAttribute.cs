namespace Audiences.Sdk;

/// <summary>
/// A setting that an admin fills in: a public property of a connector's settings, with <c>init</c> or <c>set</c>. One that is <c>required</c> must be
/// given; any other has its initial value as default.
/// </summary>
/// <param name="label">What the form calls it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string label) : Attribute
{
    public string Label { get; } = label;

    /// <summary>A sentence of help below the field.</summary>
    public string? Help { get; init; }
}
