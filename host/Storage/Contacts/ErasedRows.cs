using Contracts;

namespace Host.Storage.Contacts;

/// <summary>The tables <c>erased_messages</c> and <c>suppressed</c>: keyed hashes of what must not come back.</summary>
internal sealed class ErasedRows(KeyedHash hash)
{
    /// <summary>While nothing was ever erased, which is the common case, no message is hashed.</summary>
    public static bool AnyMessages(Session session) => session.Once<Any>().Messages(session);

    public static bool AnySuppressed(Session session) => session.Once<Any>().Suppressed(session);

    public bool IsErased(Session session, string tenant, string book, string messageId)
    {
        using var rows = session.Query("SELECT 1 FROM erased_messages WHERE hash = $1", Of(tenant, book, messageId));
        return rows.Next();
    }

    public bool IsSuppressed(Session session, string tenant, string book, Identity identity)
    {
        using var rows = session.Query("SELECT 1 FROM suppressed WHERE hash = $1", Of(tenant, book, identity));
        return rows.Next();
    }

    public void KeepMessage(Session session, string tenant, string book, string messageId)
    {
        session.Execute(
            "INSERT INTO erased_messages (tenant, book, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", tenant, book, Of(tenant, book, messageId));
        session.Once<Any>().Forget();
    }

    public void Suppress(Session session, string tenant, string book, Identity identity)
    {
        session.Execute(
            "INSERT INTO suppressed (tenant, book, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", tenant, book, Of(tenant, book, identity));
        session.Once<Any>().Forget();
    }

    byte[] Of(string tenant, string book, string messageId) => hash.Of(tenant, book, "message", messageId);

    byte[] Of(string tenant, string book, Identity identity) => hash.Of(tenant, book, identity.Kind.ToString(), identity.Value);

    /// <summary>Whether the tables hold anything, asked once in a transaction.</summary>
    sealed class Any
    {
        bool? messages;
        bool? suppressed;

        public bool Messages(Session session) => messages ??= Has(session, "SELECT 1 FROM erased_messages LIMIT 1");
        public bool Suppressed(Session session) => suppressed ??= Has(session, "SELECT 1 FROM suppressed LIMIT 1");
        public void Forget() => (messages, suppressed) = (null, null);

        static bool Has(Session session, string sql)
        {
            using var rows = session.Query(sql);
            return rows.Next();
        }
    }
}
