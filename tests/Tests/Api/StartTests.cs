using System.Net;
using Host.Commands;
using Host.Start;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tests.Support;

namespace Tests.Api;

public sealed class StartTests
{
    [Fact]
    public async Task While_it_starts_it_is_live_and_not_ready_and_all_else_is_503()
    {
        var step = new HeldStep();
        await using var server = await TestServers.WithMemoryAccounts(services => services.AddSingleton<IStartStep>(step), ready: false);
        await step.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/health/live")).Status);
        var (code, health, answer) = await server.Send(HttpMethod.Get, "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Equal("""["being held"]""", health.GetProperty("reasons").GetRawText());
        Assert.NotNull(answer.Headers.RetryAfter);
        foreach (var path in new[] { "/", "/v1/me", "/openapi/v1.json", "/nothing" })
        {
            (code, var problem, answer) = await server.Send(HttpMethod.Get, path);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:audiences:not-ready"), (code, problem.GetProperty("type").GetString()));
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        step.Let();
        await server.UntilReady();
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/v1/me")).Status);
    }

    [Fact]
    public async Task A_second_server_on_the_data_stands_by_and_takes_over()
    {
        var first = await RunningServer.Start();
        await using var second = await RunningServer.StartOn(first.Folder, ready: false);
        var (code, health, _) = await second.Send(HttpMethod.Get, "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.NotEqual(0, health.GetProperty("reasons").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await second.Send(HttpMethod.Get, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await second.Send(HttpMethod.Get, "/v1/me")).Status);
        var (_, made, _) = await first.Send(HttpMethod.Post, "/v1/keys", """{"name":"x","scopes":["read"]}""");
        await first.Stop();
        await second.UntilReady();
        var (_, me, _) = await second.Send(HttpMethod.Get, "/v1/me", null, ("Authorization", $"Bearer {made.GetProperty("key").GetString()}"));
        Assert.Equal("""["read"]""", me.GetProperty("scopes").GetRawText());
    }

    [Fact]
    public async Task The_command_makes_an_admin_key_while_the_server_runs()
    {
        await using var server = await RunningServer.Start();
        using var printed = new StringWriter();
        var exit = await CommandLine.Run(["keys", "new", "--admin", "--data", server.Folder], printed);
        Assert.Equal(0, exit);
        var (_, me, _) = await server.Send(HttpMethod.Get, "/v1/me", null, ("Authorization", $"Bearer {printed.ToString().Trim()}"));
        Assert.Contains("admin", me.GetProperty("scopes").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, await CommandLine.Run(["keys", "new", "--admin", "--data", Path.Combine(server.Folder, "none")], printed));
        Assert.NotEqual(0, await CommandLine.Run(["keys", "new"], printed));
    }

    [Fact]
    public async Task Trouble_of_a_part_shows_in_ready_while_requests_are_still_taken()
    {
        await using var server = await TestServers.WithMemoryAccounts();
        var readiness = server.Services.GetRequiredService<Readiness>();
        readiness.Report("partition 3", "partition 3 is loading");
        var (code, health, _) = await server.Send(HttpMethod.Get, "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Equal("""["partition 3 is loading"]""", health.GetProperty("reasons").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/v1/me")).Status);
        readiness.Report("partition 3", null);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/health/ready")).Status);
    }

    [Fact]
    public async Task Steps_stop_in_reverse_also_after_one_that_failed_to_stop()
    {
        var order = new List<string>();
        var server = await TestServers.WithMemoryAccounts(services => services
            .AddSingleton<IStartStep>(new NotedStep("a", order)).AddSingleton<IStartStep>(new NotedStep("b", order, failsToStop: true))
            .AddSingleton<IStartStep>(new NotedStep("c", order)));
        await server.DisposeAsync();
        Assert.Equal(["start a", "start b", "start c", "stop c", "stop b", "stop a"], order);
    }

    [Fact]
    public async Task A_step_that_fails_ends_the_process_with_its_reason()
    {
        var order = new List<string>();
        var failed = await Assert.ThrowsAsync<StartError>(async () =>
        {
            await using var server = await TestServers.WithMemoryAccounts(services => services
                .AddSingleton<IStartStep>(new NotedStep("a", order)).AddSingleton<IStartStep>(new FailingStep()));
        });
        Assert.Equal("no disk", failed.Message);
    }

    [Theory]
    [InlineData("Storage:Provider", "PostgreSql", "needs ConnectionStrings__Audiences")]
    [InlineData("ConnectionStrings:Audiences", "Host=db", "Storage__Provider=PostgreSql")]
    [InlineData("Storage:Provider", "Oracle", "Sqlite")]
    [InlineData("AUDIENCES_ADMIN_KEY", "0123456789012345678901234567890", "32")]
    [InlineData("AUDIENCES_ADMIN_KEY", "01234567890123456789 01234567890", "blanks")]
    [InlineData("Clock:Manual", "maybe", "Clock__Manual")]
    [InlineData("Storage:LogDays", "30", "Storage__LogDays")]
    [InlineData("Storage:LogDays", "a year", "0 for ever")]
    public void What_cannot_be_is_said_before_anything_is_opened(string name, string value, string says)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [name] = value }).Build();
        Assert.Contains(says, Assert.Throws<StartError>(() => Settings.Read(configuration)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("Host=db;Flavour=secret")]
    [InlineData("Database=audiences;Password=secret")]
    public void A_connection_string_that_is_none_is_refused_without_showing_its_password(string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Storage:Provider"] = "PostgreSql", ["ConnectionStrings:Audiences"] = value }).Build();
        var message = Assert.Throws<StartError>(() => Settings.Read(configuration)).Message;
        Assert.Contains("ConnectionStrings__Audiences is not right", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    private sealed class NotedStep(string name, List<string> order, bool failsToStop = false) : IStartStep
    {
        public string Doing => name;

        public Task Start(CancellationToken cancel)
        {
            order.Add($"start {name}");
            return Task.CompletedTask;
        }

        public Task Stop(CancellationToken cancel)
        {
            order.Add($"stop {name}");
            return failsToStop ? throw new InvalidOperationException("cannot") : Task.CompletedTask;
        }
    }

    private sealed class FailingStep : IStartStep
    {
        public string Doing => "failing";

        public Task Start(CancellationToken cancel) => throw new StartError("no disk");
    }
}
