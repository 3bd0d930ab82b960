using System.Diagnostics;
using System.Globalization;
using Tests.Support;
using Tests.Support.Fuzz;
using Xunit.Abstractions;

namespace Tests.Journeys;

/// <summary>
/// Definitions, texts, cursors and places that no good client sends, for <c>FUZZ_SECONDS</c> (10): each is answered within a second,
/// and never as a fault of the server. <c>FUZZ_SEED</c> repeats a run. Alone: what else runs would count.
/// </summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    const string Name = "fuzzed server";

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // The machine may be busy with something else: what was slow is slow again when it is asked alone.
    const int Attempts = 4;

    static ulong Seed => ulong.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();

    static TimeSpan Budget => TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var given) ? given : 10);

    [Fact]
    public async Task No_definition_text_or_cursor_makes_the_server_fail_or_hang()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        var (world, seed, codes) = (new FuzzedWorld(client), Seed, new SortedDictionary<int, int>());
        await world.Fill();
        var watch = Stopwatch.StartNew();
        var (count, slowest, slow) = (0UL, TimeSpan.Zero, "");
        for (; watch.Elapsed < Budget; count++)
        {
            var request = world.Request(seed + count);
            var (answer, took) = await Quickest(request, client, $"FUZZ_SEED={seed + count}", server);
            codes[answer.Code] = codes.GetValueOrDefault(answer.Code) + 1;
            (slowest, slow) = took > slowest ? (took, $"{request.Path.Split('?')[0]}, FUZZ_SEED={seed + count}") : (slowest, slow);
            if (answer.Code is 201 or 202 && request.Path == "/v1/audiences")
                (await client.Delete($"/v1/audiences/{answer.Json["id"].Text()}")).Is(204);
        }
        output.WriteLine($"FUZZ_SEED={seed}: {count} requests in {watch.Elapsed.TotalSeconds:0} s, the slowest {slowest.TotalMilliseconds:0} ms ({slow}); "
            + string.Join(", ", codes.Select(code => $"{code.Key}: {code.Value}")));
        (await client.Get("/health/ready")).Is(200);
        // Most of what is sent is refused; were nothing taken, nothing would be tried but the reading.
        Assert.True(codes.GetValueOrDefault(200) > (int)count / 50 && codes.GetValueOrDefault(422) > (int)count / 50, string.Join(", ", codes));
    }

    static async Task<(Answer Answer, TimeSpan Took)> Quickest(FuzzedRequest request, AudiencesClient client, string shownBy, ServerProcess server)
    {
        var took = TimeSpan.Zero;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            (var answer, took) = await Sent();
            Assert.True(answer.Code < 500, $"{shownBy}: {answer}\nto {request}\n{server.Output}");
            if (took <= Longest)
                return (answer, took);
        }
        throw new TimeoutException($"{shownBy}: answered only after {took.TotalSeconds:0.0} s, {Attempts} times: {request}");

        async Task<(Answer Answer, TimeSpan Took)> Sent()
        {
            try
            {
                return await request.Send(client);
            }
            catch (HttpRequestException failure)
            {
                throw new InvalidOperationException($"{shownBy}: {failure.Message}\nto {request}\n{server.Output}", failure);
            }
        }
    }
}
