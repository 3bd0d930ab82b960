namespace Host.Api;

/// <summary>What somebody sees who follows the link in a mail.</summary>
internal static class UnsubscribePage
{
    public static IResult Question() => PlainPage.Of(
        200, "Unsubscribe", "Do you want no more e-mails of this kind?", """<form method="post"><button name="List-Unsubscribe" value="One-Click">Unsubscribe</button></form>""");

    public static IResult Done() => PlainPage.Of(200, "Unsubscribed", "You get no more e-mails of this kind. You can close this page.");

    public static IResult Unknown() => PlainPage.Of(404, "Unknown link", "No mail of this server had this link. It may have been cut off.");
}
