using Audiences.Sdk;
using Plugins.Email;
using Plugins.Email.Bounces;
using Tests.Support;

namespace Tests.Plugins.Email;

public class RelayTests
{
    [FactNeeding(Needs.MailRelay)]
    public async Task Mails_go_through_OpenSMTPD_and_its_report_of_one_that_does_not_is_read()
    {
        await using var target = await MailServer.StartAsync(new() { ["plain"] = true, ["says"] = new Dictionary<string, string> { ["nobody"] = "550 5.1.1 No such user" } });
        await using var relay = await MailRelay.StartAsync(target.Port);
        await using var channel = new EmailChannel(relay.Settings, TimeProvider.System);

        await channel.SendAsync(MailServer.Mail("good") with { Subject = "Ωmega", Text = ".\n..\nFrom me" }, default);
        var arrived = await target.NextAsync();
        Assert.Equal("Ωmega", arrived.GetProperty("parsed")[0].GetProperty("subject").GetString());
        Assert.Equal(".\n..\nFrom me", arrived.GetProperty("parsed")[0].GetProperty("text").GetString()!.TrimEnd('\n'));

        var lost = await channel.SendAsync(MailServer.Mail("lost", "nobody@example.org"), default);
        Assert.NotNull(lost.ProviderId);
        var report = await target.NextAsync();
        Assert.Equal(("", "bounces+lost@example.com"), (report.GetProperty("from").GetString(), report.GetProperty("to")[0].GetString()));
        Assert.Equal(
            [new(BounceKind.Hard, "nobody@example.org", "5.0.0", null, lost.ProviderId)], BounceMail.Read(MailPart.Read(Convert.FromBase64String(report.GetProperty("raw").GetString()!))));
    }
}
