using System.IO.Compression;
using System.Net;
using Audiences.Sdk;
using Host.Egress;
using Microsoft.AspNetCore.Http;

namespace Tests.Egress;

/// <summary>The guard between connectors and the network, over real sockets and with names that mean what the test says.</summary>
public class EgressTests
{
    private static readonly string[] Loopback = ["127.0.0.1"];

    [Fact]
    public async Task An_allowed_host_is_called_by_https_and_the_call_is_noted()
    {
        await using var outside = await Outside.StartAsync(context => context.Response.WriteAsync("hello"));
        using var http = outside.Client(new PlantedResolver(Loopback), ["crm.example"], secrets: ["s3cr/t"]);
        Assert.Equal("hello", await http.GetStringAsync(new Uri($"https://user:word@crm.example:{outside.Port}/hooks/s3cr%2Ft/x?token=abc&page=2")));
        var (connection, call) = Assert.Single(outside.Noted);
        Assert.Equal(("connection-1", "GET", 200, null), (connection, call.Method, call.Status, call.Error));
        Assert.Equal($"https://crm.example:{outside.Port}/hooks/***/x?token=***&page=***", call.Address);
        Assert.InRange(call.Took, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    [InlineData("64:ff9b::7f00:1")]
    public async Task A_name_that_means_an_inner_address_is_not_called(string address)
    {
        await using var outside = await Outside.StartAsync(context => context.Response.WriteAsync("inner"));
        using var http = outside.Client(new PlantedResolver([address]));
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => http.GetStringAsync(new Uri($"https://crm.example:{outside.Port}/")));
        Assert.Equal(ConnectorFailure.Misconfigured, refused.Failure);
        Assert.Contains($"crm.example is {address}, this machine, where connectors do not go.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(outside.Reached);
        Assert.Equal(refused.Message, outside.Noted.Single().Call.Error);
    }

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://127.1:{0}/")]
    [InlineData("https://2130706433:{0}/")]
    [InlineData("https://0x7f.0.0.1:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://[::ffff:7f00:1]:{0}/")]
    [InlineData("https://localhost:{0}/")]
    public async Task An_inner_address_is_not_called_however_it_is_written(string address)
    {
        await using var outside = await Outside.StartAsync(context => context.Response.WriteAsync("inner"));
        using var http = outside.Client(new SystemResolver());
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => http.GetStringAsync(new Uri(string.Format(null, address, outside.Port))));
        Assert.Equal(ConnectorFailure.Misconfigured, refused.Failure);
        Assert.Empty(outside.Reached);
    }

    [Fact]
    public async Task What_is_connected_to_is_the_address_that_was_looked_at()
    {
        await using var outside = await Outside.StartAsync(context => context.Response.WriteAsync("inner"));
        // A name that is bound to another address once it was looked at. TEST-NET stands for the outside, where nobody answers.
        var resolver = new PlantedResolver(["192.0.2.1"], Loopback);
        using var http = outside.Client(resolver, ["192.0.2.0/24"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<Exception>(() => http.GetStringAsync(new Uri($"https://crm.example:{outside.Port}/"), limit.Token));
        Assert.Equal(1, resolver.Asked);
        Assert.Empty(outside.Reached);
        await Assert.ThrowsAsync<ConnectorException>(() => http.GetStringAsync(new Uri($"https://crm.example:{outside.Port}/")));
        Assert.Equal(2, resolver.Asked);
        Assert.Empty(outside.Reached);
    }

    [Fact]
    public async Task Of_several_addresses_those_that_may_be_called_are()
    {
        await using var outside = await Outside.StartAsync(context => context.Response.WriteAsync("hello"));
        using var http = outside.Client(new PlantedResolver(["10.0.0.1", "127.0.0.1"]), ["127.0.0.0/8"]);
        Assert.Equal("hello", await http.GetStringAsync(new Uri($"https://crm.example:{outside.Port}/")));
    }

    [Fact]
    public async Task Redirects_are_answers_and_lead_nowhere()
    {
        await using var outside = await Outside.StartAsync(context =>
        {
            context.Response.Redirect("/inner");
            return Task.CompletedTask;
        });
        using var http = outside.Client(new PlantedResolver(Loopback), ["crm.example"]);
        using var answer = await http.GetAsync(new Uri($"https://crm.example:{outside.Port}/start"));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(["/start"], outside.Reached);
        Assert.Equal(302, outside.Noted.Single().Call.Status);
    }

    [Fact]
    public async Task Http_is_for_what_the_operator_allows()
    {
        await using var outside = await Outside.StartAsync(context => context.Response.WriteAsync("hello"), tls: false);
        using var open = outside.Client(new PlantedResolver(Loopback), ["127.0.0.0/8"]);
        Assert.Equal("hello", await open.GetStringAsync(new Uri($"http://crm.example:{outside.Port}/")));
        using var shut = outside.Client(new PlantedResolver(["1.1.1.1"]));
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => shut.GetStringAsync(new Uri($"http://crm.example:{outside.Port}/")));
        Assert.Contains("use https", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_without_end_is_read_to_the_limit(bool packed)
    {
        await using var outside = await Outside.StartAsync(context => FloodAsync(context, packed));
        using var http = outside.Client(new PlantedResolver(Loopback), ["crm.example"], new(1 << 20, TimeSpan.FromMinutes(1)));
        var address = new Uri($"https://crm.example:{outside.Port}/");
        var whole = await Assert.ThrowsAsync<ConnectorException>(() => http.GetByteArrayAsync(address));
        Assert.Equal("crm.example answered with more than 1,024 KB, which is the most that is read.", whole.Message);
        await using var stream = await http.GetStreamAsync(address);
        await Assert.ThrowsAsync<ConnectorException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_does_not_come_is_given_up(bool begins)
    {
        await using var outside = await Outside.StartAsync(async context =>
        {
            if (begins) await context.Response.WriteAsync("…");
            if (begins) await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var http = outside.Client(new PlantedResolver(Loopback), ["crm.example"], new(1 << 20, TimeSpan.FromSeconds(1)));
        var late = await Assert.ThrowsAsync<ConnectorException>(() => http.GetStringAsync(new Uri($"https://crm.example:{outside.Port}/")));
        Assert.Equal((ConnectorFailure.Unavailable, "crm.example did not answer within 1 s."), (late.Failure, late.Message));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        await using var outside = await Outside.StartAsync(async context =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var http = outside.Client(new PlantedResolver(Loopback), ["crm.example"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetStringAsync(new Uri($"https://crm.example:{outside.Port}/"), cancel.Token));
        Assert.Equal("It was given up.", outside.Noted.Single().Call.Error);
    }

    [Fact]
    public async Task Http_3_which_would_open_its_own_connections_is_not_spoken()
    {
        await using var outside = await Outside.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol));
        using var http = outside.Client(new PlantedResolver(Loopback), ["crm.example"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://crm.example:{outside.Port}/") { Version = HttpVersion.Version30, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await http.SendAsync(request);
        Assert.Equal("HTTP/2", await answer.Content.ReadAsStringAsync());
    }

    private static async Task FloodAsync(HttpContext context, bool packed)
    {
        if (packed) context.Response.Headers.ContentEncoding = "gzip";
        await using var body = packed ? new GZipStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
        var block = new byte[1 << 16];
        while (!context.RequestAborted.IsCancellationRequested) await body.WriteAsync(block, context.RequestAborted);
    }
}
