using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace Host.Plugins.Isolation;

/// <summary>How a child is started: this same executable, with little of this process's environment, and less to take.</summary>
internal static class ChildStart
{
    // The admin key, connection strings and whatever else the operator gave the server are none of a plugin's business.
    private static readonly string[] Passed =
    [
        "PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    ];

    public static Process Of(string pipeName, string folder, int memoryMegabytes)
    {
        var (program, first) = Program();
        string[] words = [.. first, PluginHost.Command, "--pipe", pipeName];
        var info = new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        info.Environment.Clear();
        foreach (var name in Passed)
            if (Environment.GetEnvironmentVariable(name) is { } value) info.Environment[name] = value;
        info.Environment["DOTNET_GCHeapHardLimit"] = (memoryMegabytes * 1024L * 1024).ToString("X", CultureInfo.InvariantCulture);
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        var process = Process.Start(info)!;
        process.StandardInput.Close();
        GiveWay(process);
        return process;
    }

    /// <summary>The executable itself, or <c>dotnet audiences.dll</c>, however this process was started.</summary>
    private static (string Program, string[] First) Program()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "audiences.dll");
        if (!File.Exists(assembly)) return (Environment.ProcessPath!, []);
        var dotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        return (dotnet, ["exec", assembly]);
    }

    /// <summary>The upper half of the processors that this process may use.</summary>
    private static nint Half(nint all)
    {
        var left = BitOperations.PopCount((nuint)all) / 2;
        for (var lowest = all & -all; left > 0 && all != lowest; left--, lowest = all & -all) all &= ~lowest;
        return all;
    }

    // Whatever it does with the processor, requests come first.
    private static void GiveWay(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
            if (Environment.ProcessorCount > 1 && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())) process.ProcessorAffinity = Half(process.ProcessorAffinity);
        }
        catch (Exception refused) when (refused is Win32Exception or InvalidOperationException)
        {
            // It ended already, or the system does not allow it: then it runs as the server does.
        }
    }
}
