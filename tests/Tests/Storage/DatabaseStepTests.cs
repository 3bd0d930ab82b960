using System.Net.Sockets;
using Host.Start;
using Host.Storage;
using Host.Storage.Sqlite;
using Npgsql;
using Tests.Support;

namespace Tests.Storage;

public sealed class DatabaseStepTests : IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_database_that_goes_away_while_it_is_opened_is_opened_when_it_is_back()
    {
        await using var database = new AwayAtFirst(folder.File("a.db"), new NpgsqlException("Failed to connect", new SocketException()));
        await new DatabaseStep(database, TimeProvider.System).Start(default);
        Assert.Equal(3, database.Opened);
        Assert.NotNull(database.Hash);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Open(default));
    }

    [Fact]
    public async Task One_that_cannot_be_worked_on_is_a_reason_not_to_start()
    {
        await using var database = new AwayAtFirst(folder.File("a.db"), new DatabaseUnusableException("It is too old."));
        Assert.Equal("It is too old.", (await Assert.ThrowsAsync<StartError>(() => new DatabaseStep(database, TimeProvider.System).Start(default))).Message);
    }

    sealed class AwayAtFirst(string file, Exception failure) : Database(new WriterOptions(), 1)
    {
        const int Failures = 2;

        public int Opened { get; private set; }

        protected override string Dialect => "Sqlite";

        protected override Session OpenWriter() => ++Opened <= Failures ? throw failure : OpenReader();

        protected override Session OpenReader() => SqliteSession.Open(file, writes: true, "PRAGMA journal_mode = WAL");
    }
}
