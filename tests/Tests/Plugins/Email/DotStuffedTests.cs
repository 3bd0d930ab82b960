using System.Text;
using Plugins.Email.Smtp;

namespace Tests.Plugins.Email;

public class DotStuffedTests
{
    [Theory]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("", ".\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("a\r\n.\r\nRCPT TO:<b>\r\n", "a\r\n..\r\nRCPT TO:<b>\r\n.\r\n")]
    [InlineData("a.b\r\n..c\r\n", "a.b\r\n...c\r\n.\r\n")]
    public void A_line_that_begins_with_a_dot_does_not_end_the_mail(string content, string sent) =>
        Assert.Equal(sent, Encoding.ASCII.GetString(DotStuffed.Of(Encoding.ASCII.GetBytes(content))));
}
