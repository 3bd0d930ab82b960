using Host.Plugins;
using Tests.Support;

namespace Tests.Plugins;

/// <summary>Whatever plugins.json says, there is a reason and no crash.</summary>
public class PluginManifestTests
{
    [Theory]
    [InlineData("", "no plugin is loaded")]
    [InlineData("[]", "must be an object")]
    [InlineData("{}", "\"plugins\" must be an array")]
    [InlineData("""{ "plugins": [], "plugin": 1 }""", "a member \"plugin\"")]
    [InlineData("""{ "plugins": [], "plugins": [] }""", "no plugin is loaded")]
    [InlineData("""{ "\ud800": 1 }""", "no plugin is loaded")]
    [InlineData("""{ "plugins": {} }""", "\"plugins\" must be an array")]
    public async Task A_file_that_cannot_be_read_is_a_problem(string json, string said)
    {
        await using var plugins = new PluginsUnderTest();
        await plugins.Load(json);
        Assert.Empty(plugins.Catalogue.Plugins);
        Assert.Contains(said, plugins.Catalogue.Problem, StringComparison.Ordinal);
        await plugins.Load("""{ "plugins": [] }""");
        Assert.Null(plugins.Catalogue.Problem);
    }

    [Theory]
    [InlineData("7", "must be an object")]
    [InlineData("""{ "assembly": "a/A.dll" }""", "\"id\" must be given")]
    [InlineData("""{ "id": "A b", "assembly": "a/A.dll" }""", "\"id\" is 2 to 40")]
    [InlineData("""{ "id": "ab" }""", "\"assembly\" must be given")]
    [InlineData("""{ "id": "ab", "assembly": 7 }""", "\"assembly\" must be a text")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.dll", "sha265": "" }""", "there is no \"sha265\"")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.dll", "sha256": "abc" }""", "\"sha256\" is 64 hexadecimal digits")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.dll", "dependencies": { "B.dll": 7 } }""", "\"dependencies\" is an object")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.dll", "enabled": "no" }""", "\"enabled\" must be true or false")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.dll", "isolation": "Process" }""", "\"isolation\" is")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.dll", "settings": { "timeoutSeconds": 0 } }""", "\"timeoutSeconds\" must be a whole number from 1")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.dll", "settings": { "timeout": 5 } }""", "there is no \"timeout\"")]
    [InlineData("""{ "id": "ab", "assembly": "\ud800/A.dll" }""", "half of a surrogate pair")]
    [InlineData("""{ "id": "ab", "assembly": "../A.dll" }""", "without . or ..")]
    [InlineData("""{ "id": "ab", "assembly": "a/../../A.dll" }""", "without . or ..")]
    [InlineData("""{ "id": "ab", "assembly": "a/./A.dll" }""", "without . or ..")]
    [InlineData("""{ "id": "ab", "assembly": "/etc/A.dll" }""", "relative to the plugins folder")]
    [InlineData("""{ "id": "ab", "assembly": "C:/A.dll" }""", "relative to the plugins folder")]
    [InlineData("""{ "id": "ab", "assembly": "//host/share/A.dll" }""", "relative to the plugins folder")]
    [InlineData("""{ "id": "ab", "assembly": "\\\\host\\share\\A.dll" }""", "parted by /")]
    [InlineData("""{ "id": "ab", "assembly": "a/A\u0000.dll" }""", "control character")]
    [InlineData("""{ "id": "ab", "assembly": "A.dll" }""", "a folder of its own")]
    [InlineData("""{ "id": "ab", "assembly": "a/A.exe" }""", "ends in .dll")]
    public async Task An_entry_that_is_wrong_says_how_and_the_others_load(string entry, string said)
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Lay("Steady", "steady");
        await plugins.Load($$"""{ "plugins": [ {{entry}}, { "id": "steady", "assembly": "steady/Steady.dll" } ] }""");
        Assert.Equal([PluginState.Malfunctioned, PluginState.Active], plugins.Catalogue.Plugins.Select(plugin => plugin.Now.State));
        Assert.Contains(said, plugins.Catalogue.Plugins[0].Now.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_declares_none()
    {
        await using var plugins = new PluginsUnderTest();
        await plugins.Catalogue.Reload(CancellationToken.None);
        Assert.Empty(plugins.Catalogue.Plugins);
        Assert.Null(plugins.Catalogue.Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Links_out_of_the_folder_are_refused(bool ofFolder)
    {
        await using var plugins = new PluginsUnderTest();
        using var outside = new TempFolder();
        File.Copy(Path.Combine(PluginsUnderTest.BuiltOutput("Steady"), "Steady.dll"), outside.File("Steady.dll"));
        Directory.CreateDirectory(plugins.Folder);
        if (ofFolder) Directory.CreateSymbolicLink(Path.Combine(plugins.Folder, "steady"), outside.Path);
        else File.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(Path.Combine(plugins.Folder, "steady")).FullName, "Steady.dll"), outside.File("Steady.dll"));
        await plugins.Load("""{ "plugins": [ { "id": "steady", "assembly": "steady/Steady.dll" } ] }""");
        Assert.StartsWith("Malfunctioned: steady/Steady.dll is, or lies behind, a symbolic link", plugins.Said("steady"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_beside_the_assembly_is_refused_too()
    {
        await using var plugins = new PluginsUnderTest();
        plugins.Add("Steady");
        File.CreateSymbolicLink(Path.Combine(plugins.Folder, "steady/More.dll"), "/etc/hostname");
        await plugins.Load();
        Assert.StartsWith("Malfunctioned: More.dll is, or lies behind, a symbolic link", plugins.Said("steady"), StringComparison.Ordinal);
    }
}
