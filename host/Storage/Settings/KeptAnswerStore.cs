using Contracts;
using Host.Api.Http;

namespace Host.Storage.Settings;

internal sealed class KeptAnswerStore(Database database) : IKeptAnswers
{
    // A few of the oldest with each new one: more than come in, so that none pile up, and no write takes long.
    const int Forgotten = 8;

    public Task<byte[]?> Find(byte[] key, Instant now, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query("SELECT answer FROM kept_answers WHERE key = $1 AND until > $2", key, now);
            return rows.Next() ? rows.Span(0).ToArray() : null;
        },
        cancel);

    public Task Keep(byte[] key, byte[] answer, Instant now, Instant until, CancellationToken cancel) => database.Write(
        session =>
        {
            session.Execute(
                "DELETE FROM kept_answers WHERE key IN (SELECT key FROM kept_answers WHERE until <= $1 ORDER BY until LIMIT $2)", now, Forgotten);
            return session.Execute(
                """
                INSERT INTO kept_answers (key, until, answer) VALUES ($1, $2, $3)
                ON CONFLICT (key) DO UPDATE SET until = excluded.until, answer = excluded.answer
                """,
                key, until, answer);
        },
        cancel, answer.Length + 256);
}
