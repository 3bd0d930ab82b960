using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Host.Plugins.Loading;

/// <summary>
/// A plugin's own world of assemblies. From the server it gets the SDK, <c>Microsoft.Extensions.*.Abstractions</c> and the base class
/// library; all else it brings. This keeps versions apart, not intentions: code in this process can do what the process can.
/// </summary>
internal sealed class PluginContext : AssemblyLoadContext
{
    private static readonly string Sdk = typeof(Audiences.Sdk.IConnector).Assembly.GetName().Name!;

    private static readonly string Framework = RuntimeEnvironment.GetRuntimeDirectory();

    private readonly PluginCopy copy;
    private readonly AssemblyDependencyResolver resolver;

    public PluginContext(string plugin, PluginCopy copy)
        : base($"plugin {plugin}", isCollectible: true)
    {
        this.copy = copy;
        resolver = new(Path.Combine(copy.Folder, copy.Assembly));
    }

    public Assembly LoadMain() => LoadFrom(copy.Assembly);

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == Sdk) return typeof(Audiences.Sdk.IConnector).Assembly;
        if (IsShared(name.Name!) && TryShared(name) is { } shared) return shared;
        if (resolver.ResolveAssemblyToPath(name) is { } path) return LoadFrom(Path.GetRelativePath(copy.Folder, path));
        // Null means: look in the server. It has no business with the server's own assemblies, which may change any day.
        return File.Exists(Path.Combine(Framework, $"{name.Name}.dll")) ? null
            : throw new FileNotFoundException($"{name.Name}.dll is not in the plugin's folder: publish the plugin with its dependencies.", name.Name);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is not { } path) return 0;
        // Checked like the others; the system's loader reads it from the file again, in a folder where only the server writes.
        copy.Read(Path.GetRelativePath(copy.Folder, path));
        return LoadUnmanagedDllFromPath(path);
    }

    private Assembly LoadFrom(string file) => LoadFromStream(new MemoryStream(copy.Read(file)));

    private static bool IsShared(string name) =>
        name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal);

    private static Assembly? TryShared(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(name);
        }
        catch (IOException)
        {
            // The server does not have it, or not so new a one: then it is the plugin's own.
            return null;
        }
    }
}
