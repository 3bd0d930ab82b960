using Tests.Support;
using Tests.Support.Crash;
using Xunit.Abstractions;

namespace Tests.Journeys;

/// <summary>
/// The server on PostgreSQL, one of the two killed under load again and again. <c>AUDIENCES_CRASHES</c> asks for more kills of the server,
/// <c>AUDIENCES_STOPS</c> for more crashes of the database, <c>AUDIENCES_CUTS</c> for more cut connections, <c>AUDIENCES_CONTACTS</c> for people besides.
/// </summary>
public sealed class PostgreSqlCrashTests(ITestOutputHelper output)
{
    /// <summary>Looks from within the database, because a COMMIT lasts a millisecond, until it has cut one; 0 when none came in five seconds.</summary>
    const string CutInsideCommit =
        """
        CREATE OR REPLACE FUNCTION cut_inside_commit() RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE hit integer := 0; began timestamptz := clock_timestamp();
        BEGIN
            WHILE hit = 0 AND clock_timestamp() < began + interval '5 seconds' LOOP
                PERFORM pg_stat_clear_snapshot();
                SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) INTO hit FROM pg_stat_activity
                WHERE application_name = 'audiences' AND state = 'active' AND query ILIKE 'COMMIT%';
            END LOOP;
            RETURN hit;
        END $$
        """;

    static readonly int Crashes = Asked.Of("AUDIENCES_CRASHES", 2), Stops = Asked.Of("AUDIENCES_STOPS", 1), Cuts = Asked.Of("AUDIENCES_CUTS", 2);

    [FactNeeding(Needs.PostgreSql)]
    public async Task What_was_acknowledged_survives_kill_9_under_load_and_nothing_is_doubled()
    {
        await using var database = await PostgreSqlServer.Start(durable: true);
        await using var server = await ServerProcess.Start(new() { Settings = database.Settings });
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        await Crowd.Fill(client);
        var life = new Life(server, client, await FiveOnServer.Create(client), Crashes);
        for (var crash = 1; crash <= Crashes; crash++)
            await life.Crash(crash);
        await life.SendEverythingAgain();
        await life.EachAudienceIsWorthChecking();
        await database.NoPlaceIsThereTwice();
        output.WriteLine($"PostgreSQL, {Crowd.Asked} contacts besides: {life.Sent}; {life.Ready}");
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task When_the_database_crashes_or_its_connections_are_cut_the_server_says_503_and_goes_on_by_itself()
    {
        await using var database = await PostgreSqlServer.Start(durable: true);
        await using var server = await ServerProcess.Start(new() { Settings = database.Settings });
        using var client = server.Client();
        await client.SetClock(Writes.Now);
        await Crowd.Fill(client);
        await database.Do(CutInsideCommit);
        var five = await FiveOnServer.Create(client);
        var load = new Unplugged(client);
        var process = server.Id;
        var (up, cut, inside) = (new Times("writes go on after the database is up again"), new Times("writes go on after a cut"), 0);

        for (var stop = 0; stop < Stops; stop++)
            await load.While(async () =>
            {
                await database.Stop("immediate");
                Assert.Equal(503, (await client.Get("/v1/audiences")).Code);
                await database.StartAgain();
                await up.Of(load.UntilTaken);
            });
        Assert.True(load.Refused > 0, "nobody wrote while the database was away");
        for (var time = 0; time < Cuts; time++)
            await load.While(async () =>
            {
                if (time % 2 == 0) await database.Do($"SELECT pg_terminate_backend(pid) {PostgreSqlServer.OursIn}");
                else inside += await database.Ask<int>("SELECT cut_inside_commit()");
                await cut.Of(load.UntilTaken);
            });
        Assert.True(inside > 0, "no connection was cut inside a COMMIT");
        await load.While(async () =>
        {
            await database.Stop("fast");
            await database.StartAgain();
        });

        Assert.Equal(process, server.Id);
        await Survivors.NothingLostNothingDoubled(client, load.Acknowledged);
        var world = load.World();
        await Survivors.ExactlyOnce(client, five, world);
        await database.NoPlaceIsThereTwice();
        output.WriteLine($"{Crowd.Asked} contacts besides: {load.Acknowledged.Count} acknowledged, {load.Refused} refused; {up}; {cut}, {inside} of them inside a COMMIT");
    }
}
