using System.Reflection;
using Audiences.Sdk;
using Tests.Support;

namespace Tests.Plugins;

/// <summary>What plugins are compiled against: a changed or lost line breaks those that are out there.</summary>
public class SdkSurfaceTests
{
    private const string Approved = "tests/Tests/Plugins/sdk-surface.txt";

    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_surface_is_as_approved()
    {
        var found = string.Concat(typeof(IConnector).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(Lines).Select(line => $"{line}\n"));
        var received = Path.Combine(AppContext.BaseDirectory, "sdk-surface.received.txt");
        File.WriteAllText(received, found);
        Assert.True(
            found == File.ReadAllText(Path.Combine(Executable.Root, Approved)),
            $"The SDK's surface changed. Look at `diff {Approved} {received}`, raise the version in plugins/Directory.Build.props, and copy it over the approved file.");
    }

    private static IEnumerable<string> Lines(Type type) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"  {Convert.ToInt32(Enum.Parse(type, name))} {name}").Prepend($"enum {type.Name}")
        : type.GetMembers(Own).Where(member => member is not MethodInfo { IsSpecialName: true } || member.Name.StartsWith("op_Implicit", StringComparison.Ordinal))
            .Select(member => $"  {(IsStatic(member) ? "static " : "")}{member}").Order(StringComparer.Ordinal)
            .Prepend($"{Kind(type)} {type} : {string.Join(", ", type.GetInterfaces().Prepend(type.BaseType).OfType<Type>().Select(each => $"{each}").Order(StringComparer.Ordinal))}");

    private static string Kind(Type type) => type.IsInterface ? "interface" : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : "class";

    private static bool IsStatic(MemberInfo member) => member switch
    {
        MethodBase method => method.IsStatic,
        PropertyInfo property => property.GetAccessors().Any(accessor => accessor.IsStatic),
        _ => false,
    };
}
