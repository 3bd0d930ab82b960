namespace Audiences.Sdk;

/// <summary>What a mail that came back says.</summary>
/// <param name="Bounces">One for each recipient that it reports on.</param>
/// <param name="Reply">Null when no person wrote it.</param>
public sealed record ReturnedMail(IReadOnlyList<Bounce> Bounces, MailReply? Reply);
