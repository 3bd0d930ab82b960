namespace Host.Plugins.Manifest;

/// <summary>Where a plugin's code runs.</summary>
internal enum Isolation
{
    InProcess,
    Process,
}
