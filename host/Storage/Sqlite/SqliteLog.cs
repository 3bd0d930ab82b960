namespace Host.Storage.Sqlite;

/// <summary>Takes forgotten rows out of the membership log in slices, so that whoever appends waits for one slice at the most.</summary>
internal static class SqliteLog
{
    const int RowsAtOnce = 1_000, MarksAtOnce = 32;

    public static bool Clear(Session session) => session.Execute(
        """
        DELETE FROM membership_log WHERE (place, ordinal) IN (
            SELECT m.place, m.ordinal FROM partitions p CROSS JOIN membership_log m
            ON m.place > p.log * 1099511627776 AND m.place <= p.log * 1099511627776 + p.begins LIMIT $1)
        """,
        RowsAtOnce) + session.Execute(
        """
        DELETE FROM marks WHERE place IN (
            SELECT m.place FROM partitions p CROSS JOIN marks m
            ON m.place > p.log * 1099511627776 AND m.place <= p.log * 1099511627776 + p.begins LIMIT $1)
        """,
        MarksAtOnce) > 0;
}
