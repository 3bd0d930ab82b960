using Host.Storage;
using Sharing.Stored;

namespace Host.Connections;

/// <summary>By the key that lies in the database.</summary>
internal sealed class InstallationMark(Database database) : IMark
{
    public string Of(params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(database.Hash.Of(parts));
}
