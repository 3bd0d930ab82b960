using System.Net;
using Host.Egress;
using Host.Start;

namespace Tests.Egress;

public class EgressRulesTests
{
    [Theory]
    [InlineData("https://crm.example", "1.1.1.1", null)]
    [InlineData("https://crm.example", "10.0.0.1", "crm.example is 10.0.0.1, a private network, where connectors do not go. If it is meant, the operator allows it: Egress__Allow__0=10.0.0.1.")]
    [InlineData("https://127.0.0.1", "127.0.0.1", "127.0.0.1 is this machine, where connectors do not go. If it is meant, the operator allows it: Egress__Allow__0=127.0.0.1.")]
    [InlineData("http://crm.example", "1.1.1.1", "crm.example is to be reached by http, which anybody on the way reads: use https, or the operator allows it: Egress__Allow__0=crm.example.")]
    public void Only_public_addresses_and_https_unless_allowed(string target, string address, string? objection) =>
        Assert.Equal(objection, new EgressRules().Objection(new(target), IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", "http://crm.example", "10.9.8.7", true)]
    [InlineData("10.0.0.0/8", "http://crm.example", "::ffff:10.9.8.7", true)]
    [InlineData("10.0.0.0/8", "https://crm.example", "11.0.0.1", true)]
    [InlineData("10.0.0.0/8", "https://crm.example", "192.168.0.1", false)]
    [InlineData("192.168.0.1", "https://crm.example", "192.168.0.1", true)]
    [InlineData("192.168.0.1", "https://crm.example", "192.168.0.2", false)]
    [InlineData("fd00::/8", "https://crm.example", "fd12::1", true)]
    [InlineData("CRM.internal", "http://crm.INTERNAL", "127.0.0.1", true)]
    [InlineData("crm.internal", "http://evil-crm.internal", "127.0.0.1", false)]
    [InlineData("crm.internal", "http://a.crm.internal", "127.0.0.1", false)]
    [InlineData("bücher.example", "http://xn--bcher-kva.example", "127.0.0.1", true)]
    public void What_the_operator_allows_is_allowed_and_nothing_else(string allowed, string target, string address, bool may) =>
        Assert.Equal(may, new EgressRules(allowed).Objection(new(target), IPAddress.Parse(address)) is null);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("https://crm.internal")]
    [InlineData("")]
    public void A_setting_that_is_neither_keeps_the_server_from_starting(string allowed)
    {
        var error = Assert.Throws<StartError>(() => new EgressRules("10.0.0.0/8", allowed));
        Assert.StartsWith($"Egress__Allow__1={allowed}: this must be a network like 10.0.0.0/8", error.Message, StringComparison.Ordinal);
    }
}
