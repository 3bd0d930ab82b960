using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Contracts;

namespace Sharing;

/// <summary>What a share sees of its audience at one moment.</summary>
/// <param name="Members">Each once.</param>
internal sealed record ShareSight(string Name, string? Description, ImmutableArray<JudgedSource> Members)
{
    /// <summary>Binds a confirmation to what was shown: to these users with the custom fields that cross to each, and to these contacts as they are.</summary>
    /// <param name="terms">By user.</param>
    public string DigestFor(ImmutableArray<RecipientUser> users, IReadOnlyDictionary<string, CrossingTerms> terms)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Name}\n{Description}\n{string.Join('\n', users.Select(Shown).Order(StringComparer.Ordinal))}\n\n"));
        Span<byte> each = stackalloc byte[25];
        foreach (var member in Members.OrderBy(member => member.Contact))
        {
            member.Contact.TryWriteBytes(each);
            BitConverter.TryWriteBytes(each[16..], member.Version);
            each[24] = (byte)member.Standing;
            hash.AppendData(each);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        string Shown(RecipientUser user) => $"{user.User} {user.Book} {terms[user.User].Text} {string.Join(' ', terms[user.User].StayBehind)}";
    }
}
