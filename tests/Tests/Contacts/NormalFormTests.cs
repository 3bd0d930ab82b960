using Contacts;

namespace Tests.Contacts;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData(" Ann.Lee+x@Example.COM ", "ann.lee+x@example.com")]
    [InlineData("ann", null)]
    [InlineData("@b", null)]
    [InlineData("a@", null)]
    [InlineData("a b@c", null)]
    public void Emails_are_trimmed_and_lower_case_and_otherwise_kept(string written, string? normal) =>
        Assert.Equal(normal, NormalForm.Email(written));

    [Theory]
    [InlineData("+33 6 12 34 56 78", "+33612345678")]
    [InlineData("0033-612.345.678", "+33612345678")]
    [InlineData("+44 (0)20 7946 0000", "+442079460000")]
    [InlineData("06 12 34 56 78", null)]
    [InlineData("+1 800 FLOWERS", null)]
    [InlineData("+33 6 12 34 56 78 ext 4", null)]
    [InlineData("+0612345678", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("++33612345678", null)]
    public void Phones_that_name_their_country_become_E164_and_others_match_nobody(string written, string? normal) =>
        Assert.Equal(normal, NormalForm.Phone(written));
}
