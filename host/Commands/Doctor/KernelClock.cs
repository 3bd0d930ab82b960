using System.Runtime.InteropServices;

namespace Host.Commands.Doctor;

/// <summary>What the kernel knows of its clock (adjtimex(2), without setting anything).</summary>
internal static class KernelClock
{
    private const int Unsynchronised = 5, Failed = -1;

    /// <summary>struct timex is 208 bytes on 64-bit systems; its first field says what to set, and 0 is nothing.</summary>
    private const int Size = 512;

    /// <summary>Null where it cannot be asked.</summary>
    public static bool? IsSynchronised()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            return Ask(new byte[Size]) switch { Failed => null, Unsynchronised => false, _ => true };
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "adjtimex")]
    private static extern int Ask([In, Out] byte[] timex);
}
