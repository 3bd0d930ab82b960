using System.Diagnostics.CodeAnalysis;

namespace Plugins.CrmImport.CardDav;

/// <summary>Where reading goes on.</summary>
/// <param name="Since">The sync-token that changes are asked since; empty for all there is.</param>
/// <param name="Next">The one that the first page of this run was answered with, to go on from when all of it is read. What changes meanwhile comes again then.</param>
/// <param name="After">The last card read of this run, by name.</param>
internal sealed record SyncCursor(string Since, string Next, string After)
{
    public static SyncCursor Beginning { get; } = new("", "", "");

    public static bool TryParse(string text, [NotNullWhen(true)] out SyncCursor? cursor)
    {
        cursor = text.Split(' ') is ["1", var since, var next, var after]
            ? new(Uri.UnescapeDataString(since), Uri.UnescapeDataString(next), Uri.UnescapeDataString(after)) : null;
        return cursor is not null;
    }

    public override string ToString() => $"1 {Uri.EscapeDataString(Since)} {Uri.EscapeDataString(Next)} {Uri.EscapeDataString(After)}";
}
