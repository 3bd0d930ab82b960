using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Plugins.CrmImport.HubSpot;

/// <summary>Where reading goes on.</summary>
/// <param name="Since">Unix milliseconds; what was changed before is known. Zero for all there is.</param>
/// <param name="Next">What the next run reads from, by HubSpot's clock when this one began.</param>
/// <param name="After">HubSpot's own cursor within this step; empty for its first page.</param>
internal sealed record HubSpotCursor(HubSpotStep Step, long Since, long Next, string After)
{
    public static HubSpotCursor Beginning { get; } = new(HubSpotStep.All, 0, 0, "");

    public static bool TryParse(string text, [NotNullWhen(true)] out HubSpotCursor? cursor)
    {
        cursor = text.Split(' ') is ["1", var step, var since, var next, var after] && Enum.TryParse<HubSpotStep>(step, out var known) && Enum.IsDefined(known)
            && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var from) && long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            ? new(known, from, to, Uri.UnescapeDataString(after)) : null;
        return cursor is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"1 {Step} {Since} {Next} {Uri.EscapeDataString(After)}");
}

internal enum HubSpotStep
{
    /// <summary>Every contact; the first run.</summary>
    All,

    /// <summary>Those deleted since, with which a later run begins.</summary>
    Deleted,

    /// <summary>Those changed since.</summary>
    Changed,
}
