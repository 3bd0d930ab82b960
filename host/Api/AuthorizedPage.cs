namespace Host.Api;

/// <summary>What an admin's browser shows when the other side has led it back.</summary>
internal static class AuthorizedPage
{
    public static IResult Connected(string name) => PlainPage.Of(200, "Connected", $"{name} is connected. You can close this page.");

    public static IResult Failed(int status, string why) => PlainPage.Of(status, "Not connected", why);
}
