namespace Host.Commands.Doctor;

/// <summary>A file that is gone again when it is closed.</summary>
internal static class ScratchFile
{
    public static FileStreamOptions Options => new()
    {
        Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 0,
    };

    public static string In(string folder) => Path.Combine(folder, $".doctor-{Guid.NewGuid():N}");
}
