using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Sharing.Stored;

namespace Host.Connections;

/// <summary>By ASP.NET's Data Protection, with keys in the data folder.</summary>
internal sealed class SettingsSeal(IDataProtectionProvider provider) : ISettingsSeal
{
    public byte[] Seal(string text, string purpose) => provider.CreateProtector(purpose).Protect(System.Text.Encoding.UTF8.GetBytes(text));

    public string? Open(byte[] sealedText, string purpose)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(provider.CreateProtector(purpose).Unprotect(sealedText));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
