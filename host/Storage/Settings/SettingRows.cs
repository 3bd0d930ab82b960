namespace Host.Storage.Settings;

/// <summary>The table <c>settings</c>.</summary>
internal static class SettingRows
{
    public static byte[]? Read(Session session, string key)
    {
        using var rows = session.Query("SELECT value FROM settings WHERE key = $1", key);
        return rows.Next() ? rows.Span(0).ToArray() : null;
    }

    public static void Write(Session session, string key, byte[] value) => session.Execute(
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
}
