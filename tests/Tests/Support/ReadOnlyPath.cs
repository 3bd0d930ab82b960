namespace Tests.Support;

/// <summary>A file or folder that nobody may write for a while.</summary>
internal sealed class ReadOnlyPath : IDisposable
{
    const UnixFileMode Writes = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    readonly string path;
    readonly UnixFileMode before;

    public ReadOnlyPath(string path)
    {
        this.path = path;
        before = Mode;
        Mode = before & ~Writes;
    }

    UnixFileMode Mode
    {
        get => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);
        set
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, value);
        }
    }

    public void Dispose() => Mode = before;
}
