namespace Plugins.Email.Smtp;

/// <summary>A message as it is sent after DATA: a line that begins with a dot gets another, and a dot alone ends it (RFC 5321, 4.5.2).</summary>
internal static class DotStuffed
{
    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        var stuffed = new List<byte>(content.Length + 64);
        byte before = (byte)'\n';
        foreach (var each in content)
        {
            if (each == '.' && before == '\n') stuffed.Add(each);
            stuffed.Add(each);
            before = each;
        }
        if (before != '\n') stuffed.AddRange("\r\n"u8);
        stuffed.AddRange(".\r\n"u8);
        return [.. stuffed];
    }
}
