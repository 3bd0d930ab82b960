using System.Collections.Immutable;
using System.Net.Mail;
using Contracts;

namespace Archiving;

/// <summary>Reads who took part in a conversation.</summary>
internal static class Participants
{
    private const int Most = 1_000;

    /// <summary>Each once: who is named as sender or recipient and in copy is not in copy.</summary>
    public static ImmutableArray<Participant> Of(NoteConversation conversation)
    {
        var named = conversation.To.Select((text, index) => (Path: $"to[{index}]", Text: text, Copied: false)).Prepend(("from", conversation.From, false))
            .Concat(conversation.Copied.Select((text, index) => (Path: $"cc[{index}]", Text: text, Copied: true))).ToArray();
        if (named.Length > Most)
            throw Refusal.Invalid("to", $"{named.Length} take part; at most {Most}");
        var errors = new Dictionary<string, string[]>();
        var read = new List<Participant>();
        foreach (var (path, text, copied) in named)
            if (Read(path, text, copied) is { } participant)
                read.Add(participant);
            else
                errors[path] = ["is an e-mail address, alone or as Ann <ann@example.org>, or a phone number"];
        return errors.Count > 0
            ? throw new Refusal(422, "invalid", $"{errors.Count} of those who take part cannot be read.", errors)
            : [.. read.DistinctBy(participant => participant.IsEmail ? participant.Address : new string([.. participant.Address.Where(char.IsAsciiDigit)]), StringComparer.OrdinalIgnoreCase)];
    }

    private static Participant? Read(string path, string text, bool copied)
    {
        if (text.Contains('@', StringComparison.Ordinal))
            return MailAddress.TryCreate(text.Trim(), out var mail) ? new Participant(path, mail.Address, Blank(mail.DisplayName), copied) : null;
        return text.Any(char.IsAsciiDigit) ? new Participant(path, text.Trim(), null, copied) : null;
    }

    private static string? Blank(string name) => string.IsNullOrWhiteSpace(name) ? null : name;
}
