using System.Net.Mail;
using Audiences.Sdk;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Plugins.Email;

/// <summary>Random e-mails, made of what is hard to write: foreign letters, dots and "From " at a line's beginning, long words, what looks encoded.</summary>
internal static class GeneratedMail
{
    private static readonly Gen<string> Piece = Gen.Frequency(
        (6, Gen.Elements("a", "Hello", "you", "and", "x=y", "100 %", "\"quoted\"", "\\", "a,b;c", "(note)", "<b>", "@", "?=", "=?utf-8?Q?x?=", "=3D", "_")),
        (4, Gen.Elements("é", "Zoë", "Ωmega", "日本語", "שלום", "😀", "👩‍👩‍👧", "e\u0301", "\u00a0", "ﬀ", "\ud83c\udde7\ud83c\uddea", "İstanbul")),
        (1, Gen.Choose(70, 1_200).Select(length => new string('w', length))),
        (1, Gen.Choose(20, 200).Select(length => string.Concat(Enumerable.Repeat("ж", length)))));

    private static readonly Gen<string> Blank = Gen.Frequency((8, Gen.Constant(" ")), (1, Gen.Constant("  ")), (3, Gen.Constant("")));

    private static readonly Gen<string> Line =
        from pieces in Joined(Piece, 12)
        from start in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements(".", "..", "From ", "--=_m", " ", "\t", ">")))
        from end in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements(" ", "\t", ".", "=")))
        select start + pieces + end;

    private static readonly Gen<string> Body = Line.ListOf().Select(lines => string.Join('\n', lines));

    private static readonly Gen<string> Name = Joined(Piece, 4).Select(name => name.Trim());

    public static readonly Gen<EmailMessage> Any =
        from subject in Joined(Piece, 10)
        from name in Name
        from other in Name
        from domain in Gen.Elements("example.org", "bücher.example", "xn--bcher-kva.example", "日本.example")
        from text in Body
        from html in Gen.OneOf(Gen.Constant<string?>(null), Body.Select<string, string?>(body => $"<p>{body}</p>"))
        select new EmailMessage($"m{Math.Abs(StringComparer.Ordinal.GetHashCode(subject + text))}", new("ann@example.com", name), new($"zoe@{domain}", other), subject, text)
        {
            Html = html, ReplyTo = html is null ? null : new MailAddress("desk@example.com", other), Unsubscribe = new("https://example.com/out?who=zoe&x=<1>"),
        };

    private static Gen<string> Joined(Gen<string> piece, int most) =>
        from count in Gen.Choose(0, most)
        from pieces in piece.ListOf(count)
        from blanks in Blank.ListOf(count)
        select string.Concat(pieces.Zip(blanks, (each, blank) => each + blank));
}
