using System.Security.Cryptography;
using System.Text;
using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>What a key looks like: <c>aud_</c> and 256 bits of chance in letters and digits that nobody mistakes for each other.</summary>
internal static class KeyText
{
    public const int ShortestGiven = 32;
    public const int Longest = 512;

    private const string Start = "aud_";
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Letters = 52;

    /// <summary>52 letters of 5 bits: 260 bits, none of them thrown away.</summary>
    public static string New() => Start + RandomNumberGenerator.GetString(Alphabet, Letters);

    /// <summary>A key of these letters, as it is kept.</summary>
    public static StoredKey Made(
        string text, BusinessClock clock, string tenant, string organisation, string? user, string name, string book, Scopes scopes) => new(
        Install.NewId(clock), tenant, organisation, user, name, book, scopes, Server: false, Hash(text),
        Prefix(text), clock.Now, null, null);

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Enough to tell keys apart. Of a key that a person chose less is shown, since less of it is chance.</summary>
    public static string Prefix(string key) => key.StartsWith(Start, StringComparison.Ordinal) ? key[..10] : key[..4];

    /// <summary>Can go into a header and is long enough to be a secret.</summary>
    public static bool MayBeGiven(string key) =>
        key.Length is >= ShortestGiven and <= Longest && key.All(letter => letter is > ' ' and < '\x7f');
}
