namespace Host.Plugins.Manifest;

/// <summary>What is wrong in plugins.json: a part of a sentence.</summary>
internal sealed class ManifestMistake(string what) : Exception(what);
