using Tests.Support;
using Tests.Support.Tour;

namespace Tests.Journeys;

/// <summary>README's "Five minutes", word for word, and the answers it shows.</summary>
[Collection(Checkout.Name)]
public sealed class TourTests
{
    // The registry's certificate of today is not one of then.
    const string DownloadToday = "npm() { LD_PRELOAD= command npm \"$@\"; }\n";

    static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    [FactNeeding(Needs.Tour)]
    public Task The_tour_gives_the_answers_it_shows() => InACleanFolder(async () =>
    {
        using var server = Terminal();
        using var client = Terminal();
        await Walk(server, client);
    });

    [FactNeeding(Needs.Tour)]
    public Task Two_years_on_it_gives_the_same() => InACleanFolder(async () =>
    {
        using var server = Terminal("faketime", "-f", "+2y");
        using var client = Terminal("faketime", "-f", "+2y");
        var year = TimeProvider.System.GetUtcNow().AddYears(2).Year;
        Assert.Equal($"{year}\n{year}\n", await client.Run($"{DownloadToday}date -u +%Y\nnode -p 'new Date().getUTCFullYear()'\n"));
        Assert.Equal("", await server.Run(WithoutMsBuild));
        Assert.Equal("", await client.Run(WithoutMsBuild));
        await Walk(server, client);
        Assert.Contains($"\"Timestamp\":\"{year}-", server.Written, StringComparison.Ordinal);
    });

    /// <summary>
    /// `dotnet run --project host` as the program that it would have built and run. What it does before is not asked about here, and MSBuild
    /// does not bear another date: its timed waits under faketime end at once or never.
    /// </summary>
    static readonly string WithoutMsBuild =
        $"dotnet() {{ [ \"$1 $2 $3\" = 'run --project host' ] || return 2; shift 3; [ \"$1\" = -- ] && shift; command dotnet '{Executable.Path}' \"$@\"; }}\n";

    static async Task Walk(Shell server, Shell client)
    {
        var steps = TourStep.All();
        Assert.True(steps.Count > 5, "README's tour has hardly any blocks: are they marked ```bash?");
        await server.Begin(steps[0].Commands);
        await server.Until($"on http://localhost:{DefaultPort.Number}");
        await UntilReady(server);
        foreach (var step in steps.Skip(1))
            Assert.Equal($"{step.Commands}{step.Answers}", $"{step.Commands}{await client.Run(step.Commands)}");
    }

    /// <summary>The folder is the checkout, because `dotnet run` would build a copy of it from nothing.</summary>
    static async Task InACleanFolder(Func<Task> walk)
    {
        DefaultPort.Require();
        CleanUp();
        try
        {
            await walk();
        }
        finally
        {
            CleanUp();
        }
    }

    /// <summary>Files keep their real dates, which builds compare, and waits their real length.</summary>
    static Shell Terminal(params string[] before) => new(
        Executable.Root,
        new Dictionary<string, string> { ["NO_FAKE_STAT"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1", ["DOTNET_NOLOGO"] = "1" },
        before);

    static async Task UntilReady(Shell server)
    {
        using var probe = new HttpClient();
        using var limit = new CancellationTokenSource(ReadyLimit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!limit.IsCancellationRequested)
        {
            using var answer = await probe.GetAsync($"http://localhost:{DefaultPort.Number}/health/ready", limit.Token);
            if (answer.IsSuccessStatusCode)
                return;
            await timer.WaitForNextTickAsync(limit.Token);
        }
        throw new TimeoutException($"The tour's server was not ready within {ReadyLimit.TotalSeconds} s:\n{server.Written}");
    }

    static void CleanUp()
    {
        foreach (var folder in new[] { "tour-data", "tour-sdk" }.Select(name => Path.Combine(Executable.Root, name)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }
}
