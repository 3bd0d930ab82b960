namespace Tests.Support;

/// <summary>A folder into which nobody may look, as another user's often is.</summary>
internal sealed class ShutFolder : IDisposable
{
    public ShutFolder(string path) => Set(Path = Directory.CreateDirectory(path).FullName, UnixFileMode.None);

    public string Path { get; }

    public void Dispose() => Set(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
