using System.Reflection;
using System.Reflection.Emit;
using Audiences.Sdk;

namespace Tests.Plugins;

public sealed class ConnectorDeclarationTests
{
    [Fact]
    public void A_connector_is_what_its_class_declares()
    {
        var declared = ConnectorDeclaration.Of(typeof(Good));
        Assert.Equal((typeof(Good), "good-1", "Good"), (declared.Type, declared.Id, declared.Name));
        Assert.Equal([typeof(IContactSource), typeof(IMessageChannel<SmsMessage>)], declared.Ports.OrderBy(port => port.Name, StringComparer.Ordinal));
        Assert.Equal(["value"], declared.Settings!.Settings.Select(setting => setting.Name));
        Assert.Null(ConnectorDeclaration.Of(typeof(Plain)).Settings);
    }

    [Fact]
    public void A_connection_is_given_its_settings_and_what_is_the_servers()
    {
        using var http = new HttpClient();
        var made = Assert.IsType<Good>(ConnectorDeclaration.Of(typeof(Good)).Create(new Address { Value = "x" }, http, TimeProvider.System));
        Assert.Equal(("x", http, TimeProvider.System), (made.Address.Value, made.Http, made.Time));
        Assert.IsType<Plain>(ConnectorDeclaration.Of(typeof(Plain)).Create(null, http, TimeProvider.System));
    }

    [Fact]
    public void Other_settings_than_its_own_are_refused()
    {
        using var http = new HttpClient();
        Assert.Contains("takes Address", Assert.Throws<ArgumentException>(() => ConnectorDeclaration.Of(typeof(Good)).Create(null, http, TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Contains("takes no settings", Assert.Throws<ArgumentException>(() => ConnectorDeclaration.Of(typeof(Plain)).Create("", http, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_constructor_throws_is_thrown_as_it_is()
    {
        using var http = new HttpClient();
        Assert.Throws<TimeoutException>(() => ConnectorDeclaration.Of(typeof(Throwing)).Create(null, http, TimeProvider.System));
    }

    [Theory]
    [InlineData(typeof(WithoutAttribute), "is a connector without [Connector]")]
    [InlineData(typeof(BadId), "has the id \"Bad Id\"")]
    [InlineData(typeof(Hidden), "is to be a public class")]
    [InlineData(typeof(Unfinished), "is to be a public class, neither abstract nor generic")]
    [InlineData(typeof(Idle), "does nothing: implement")]
    [InlineData(typeof(Undecided), "is to have exactly one public constructor")]
    [InlineData(typeof(Greedy), "one type of settings is given")]
    [InlineData(typeof(Misconfigured), "a setting is a string, Secret, Uri, bool, int, decimal or an enum")]
    public void What_is_declared_wrongly_is_refused_with_advice(Type type, string advice) =>
        Assert.Contains(advice, Assert.Throws<InvalidOperationException>(() => ConnectorDeclaration.Of(type)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_assembly_without_a_connector_is_refused() =>
        Assert.Contains("declares no connector", Assert.Throws<InvalidOperationException>(() => ConnectorDeclaration.In(typeof(object).Assembly)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_assembly_that_brings_its_own_copy_of_the_sdk_is_refused()
    {
        var foreign = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Foreign"), AssemblyBuilderAccess.RunAndCollect);
        var module = foreign.DefineDynamicModule("Foreign");
        var attribute = module.DefineType(typeof(ConnectorAttribute).FullName!, TypeAttributes.Public, typeof(Attribute));
        attribute.DefineDefaultConstructor(MethodAttributes.Public);
        var made = attribute.CreateType();
        var connector = module.DefineType("Foreign.Connector", TypeAttributes.Public);
        connector.SetCustomAttribute(new CustomAttributeBuilder(made.GetConstructor(Type.EmptyTypes)!, []));
        connector.CreateType();
        Assert.Contains("another copy of Audiences.Sdk", Assert.Throws<InvalidOperationException>(() => ConnectorDeclaration.In(foreign)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.3", "1.2.3", null)]
    [InlineData("1.2.3", "1.9.0", null)]
    [InlineData("1.2.3", "1.2.2", "update the server")]
    [InlineData("1.2.3", "2.0.0", "build it against 2.0.0")]
    [InlineData("2.0.0", "1.9.9", "update the server")]
    [InlineData("0.1.0", "0.1.4", null)]
    [InlineData("0.1.0", "0.2.0", "build it against 0.2.0")]
    [InlineData("0.2.0", "0.1.9", "update the server")]
    public void A_plugin_runs_on_the_sdk_it_was_built_against_and_on_later_ones_of_its_major_version(string built, string current, string? objection)
    {
        var said = SdkVersion.Objection(Version.Parse(built), Version.Parse(current));
        if (objection is null)
            Assert.Null(said);
        else
            Assert.Contains(objection, said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_knows_the_sdk_it_was_built_against()
    {
        Assert.Equal(SdkVersion.Current, SdkVersion.Of(typeof(ConnectorDeclarationTests).Assembly));
        Assert.Null(SdkVersion.Of(typeof(object).Assembly));
    }

    public sealed class Address
    {
        [Setting("Address")] public string? Value { get; init; }
    }

    [Connector("good-1", "Good")]
    public sealed class Good(Address address, HttpClient http, TimeProvider time) : Healthy, IContactSource, IMessageChannel<SmsMessage>
    {
        public Address Address => address;
        public HttpClient Http => http;
        public TimeProvider Time => time;
        public Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel) => throw new NotSupportedException();
        public Task<SendResult> SendAsync(SmsMessage message, CancellationToken cancel) => throw new NotSupportedException();
    }

    [Connector("plain", "Plain")]
    public sealed class Plain : Sending;

    [Connector("throwing", "Throwing")]
    public sealed class Throwing : Sending
    {
        public Throwing() => throw new TimeoutException();
    }

    public sealed class WithoutAttribute : Sending;

    [Connector("Bad Id", "Bad")]
    public sealed class BadId : Sending;

    [Connector("hidden", "Hidden")]
    internal sealed class Hidden : Sending;

    [Connector("unfinished", "Unfinished")]
    public abstract class Unfinished : Sending;

    [Connector("idle", "Idle")]
    public sealed class Idle : Healthy;

    [Connector("undecided", "Undecided")]
    public sealed class Undecided : Sending
    {
        public Undecided() { }
        public Undecided(HttpClient http) => _ = http;
    }

    [Connector("greedy", "Greedy")]
    public sealed class Greedy(Address one, SettingsSchemaTests.Everything other) : Sending
    {
        public (Address, SettingsSchemaTests.Everything) Both => (one, other);
    }

    [Connector("misconfigured", "Misconfigured")]
    public sealed class Misconfigured(SettingsSchemaTests.OfDates settings) : Sending
    {
        public SettingsSchemaTests.OfDates Settings => settings;
    }

    public abstract class Healthy : IConnector
    {
        public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => Task.FromResult(ConnectorHealth.Healthy);
    }

    public abstract class Sending : Healthy, IMessageChannel<SmsMessage>
    {
        public Task<SendResult> SendAsync(SmsMessage message, CancellationToken cancel) => throw new NotSupportedException();
    }
}
