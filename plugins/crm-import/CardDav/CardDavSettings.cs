using Audiences.Sdk;

namespace Plugins.CrmImport.CardDav;

public sealed record CardDavSettings
{
    [Setting("Address", Help = "Of the address book, or of the server if you have only one there")]
    public required Uri Address { get; init; }

    [Setting("User name")]
    public required string UserName { get; init; }

    [Setting("Password", Help = "With two-factor sign-in: a password made for this app")]
    public required Secret Password { get; init; }
}
