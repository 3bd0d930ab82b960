using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;

namespace Contacts;

/// <summary>One conversation that the contact had a part in, as the text of an edit.</summary>
/// <param name="Kind">email, meeting or call.</param>
/// <param name="Email">Under which it took part.</param>
/// <param name="Name">As the message has it.</param>
/// <param name="Copied">Only in copy.</param>
/// <param name="At">Milliseconds, of the conversation.</param>
/// <param name="ArchiveAt">When the rule archives who is only ever in copy; null where there is none.</param>
internal sealed record Meeting(string Kind, string? Email, string? Phone, string? Name, bool Copied, long At, long? ArchiveAt)
{
    private static readonly JsonSerializerOptions Web =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Meeting Of(MeetContacts told, Participant participant) => new(
        told.Kind, participant.IsEmail ? participant.Address : null, participant.IsEmail ? null : participant.Address, participant.Name,
        participant.Copied, told.At.Ms, told.ArchiveAfter is { } after ? told.At.Ms + (long)after.TotalMilliseconds : null);

    public static Identity IdentityOf(Participant participant) =>
        participant.IsEmail
            ? new(IdentityKind.Email, NormalForm.Email(participant.Address) ?? throw Refusal.Invalid(participant.Path, "is no e-mail address"))
            : new(IdentityKind.Phone, NormalForm.Phone(participant.Address) ?? throw Refusal.Invalid(participant.Path, "is no phone number that can be read; write it as +32 2 555 12 12"));

    public static Profile Apply(Profile profile, ContactEdit edit)
    {
        var meeting = JsonSerializer.Deserialize<Meeting>(edit.Text, Web)!;
        var at = new Instant(meeting.At);
        var met = meeting.Copied
            ? profile.Copied(at, meeting.ArchiveAt is { } due ? new Instant(due) : null)
            : profile.Met(at, edit.Stamp);
        return meeting.Named(meeting.Reached(met, edit.Stamp), edit.Stamp) with
        {
            Sources = met.Sources.Contains(meeting.Kind) ? met.Sources : met.Sources.Add(meeting.Kind),
        };
    }

    public string ToText() => JsonSerializer.Serialize(this, Web);

    private Profile Reached(Profile profile, Stamp stamp)
    {
        var emails = Email is null ? profile.Emails : profile.Emails.Added([new(Email, NormalForm.Email(Email), null, stamp)]);
        var phones = Phone is null ? profile.Phones : profile.Phones.Added([new(Phone, NormalForm.Phone(Phone), null, stamp)]);
        return profile with { Emails = emails, Phones = phones };
    }

    // What anybody has said before is better than what a mail program writes into a header.
    private Profile Named(Profile profile, Stamp stamp)
    {
        if (string.IsNullOrWhiteSpace(Name) || profile.Values.ContainsKey("firstName") || profile.Values.ContainsKey("lastName"))
            return profile;
        var (first, last) = Name.Trim().LastIndexOf(' ') is > 0 and var blank ? (Name.Trim()[..blank], Name.Trim()[(blank + 1)..]) : (Name.Trim(), null);
        var named = profile.With("firstName", ProfileValues.Json(first), stamp);
        return last is null ? named : named.With("lastName", ProfileValues.Json(last), stamp);
    }
}
