using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tests.Architecture;

/// <summary>What no code does: block, forget a task, keep mutable statics, ask the machine for the time.</summary>
public class CodeTests
{
    private static readonly string[] Blocking =
    [
        "System.Threading.Tasks.Task`1::get_Result", "System.Threading.Tasks.ValueTask`1::get_Result", "System.Threading.Tasks.Task::Wait",
        "System.Threading.Tasks.Task::WaitAll", "System.Threading.Tasks.Task::WaitAny", "System.Threading.Thread::Sleep",
        "System.Threading.Tasks.Task::Run", "System.Threading.Tasks.TaskFactory::StartNew",
    ];

    private static readonly string[] MachineTime =
    [
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today", "System.DateTimeOffset::get_Now",
        "System.DateTimeOffset::get_UtcNow", "System.TimeProvider::get_System",
    ];

    /// <summary>The machine's clock is wired here, under its own type, for leases, retries, logs and commands.</summary>
    private static readonly string[] MayWireTheMachineClock = ["Host.Start.", "Host.Clock.", "Host.Commands.CommandLine", "Host.Storage.StorageRegistration"];

    [Fact]
    public void Nothing_blocks_or_starts_threads_of_the_pool() =>
        House.Clean(House.All.SelectMany(name => CallRule(Il.Uses(House.PathOf(name)), Blocking, [])));

    [Fact]
    public void Time_comes_from_a_clock_that_is_given() =>
        House.Clean(House.All.SelectMany(name => CallRule(Il.Uses(House.PathOf(name)), MachineTime, MayWireTheMachineClock)));

    [Fact]
    public void Grains_and_what_they_call_keep_their_context() =>
        House.Clean(House.Modules.SelectMany(name => CallRule(Il.Uses(House.PathOf(name)), Contexts, [])));

    [Fact]
    public void No_method_is_async_void() => House.Clean(House.All.SelectMany(name => AsyncVoidRule(Il.Uses(House.PathOf(name)))));

    [Fact]
    public void No_static_field_changes() => House.Clean(House.All.SelectMany(name => StaticRule(House.Load(name).GetTypes())));

    [Fact]
    public void Sql_is_spoken_in_storage_alone() => House.Clean(SqlRule(Il.Uses(House.PathOf(House.Server))));

    [Fact]
    public void Planted_calls_are_found()
    {
        var planted = Il.Uses(typeof(CodeTests).Assembly.Location).Where(use => use.Nested.Contains("/PlantedCode", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, CallRule(planted, Blocking, []).Count());
        Assert.Equal(3, CallRule(planted, MachineTime, MayWireTheMachineClock).Count());
        Assert.Empty(CallRule(planted, MachineTime, ["Tests.Architecture."]));
        Assert.Single(CallRule(planted, Contexts, []));
        Assert.Single(AsyncVoidRule(planted));
        Assert.NotEmpty(SqlRule(planted));
        Assert.Equal([$"{typeof(PlantedCode).FullName}.changes"], StaticRule([typeof(PlantedCode)]));
    }

    private static readonly string[] Contexts =
        [.. new[] { "Task", "Task`1", "ValueTask", "ValueTask`1" }.Select(type => $"System.Threading.Tasks.{type}::ConfigureAwait")];

    private static IEnumerable<string> CallRule(IEnumerable<Use> uses, string[] banned, string[] allowed) => uses
        .Where(use => banned.Contains(use.Target) && !allowed.Any(place => use.Type.StartsWith(place, StringComparison.Ordinal)))
        .Select(use => use.ToString());

    private static IEnumerable<string> AsyncVoidRule(IEnumerable<Use> uses) => uses
        .Where(use => use.Target == $"{typeof(AsyncVoidMethodBuilder).FullName}::Create").Select(use => use.ToString());

    private static IEnumerable<string> SqlRule(IEnumerable<Use> uses) => uses
        .Where(use => use.Target.StartsWith("Microsoft.Data.", StringComparison.Ordinal) || use.Target.StartsWith("System.Data.", StringComparison.Ordinal)
            || use.Target.StartsWith("Npgsql.", StringComparison.Ordinal))
        .Where(use => !use.Type.StartsWith("Host.Storage.", StringComparison.Ordinal))
        .Select(use => use.ToString());

    private static IEnumerable<string> StaticRule(IEnumerable<Type> types) => types
        .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), false) && !type.FullName!.Contains('<', StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => field is { IsInitOnly: false, IsLiteral: false } && !field.Name.Contains('<', StringComparison.Ordinal))
        .Where(field => !IsMadeByGenerator(field))
        .Select(field => $"{field.DeclaringType!.FullName}.{field.Name}");

    // Source generators of .NET (logging, regex, JSON) keep what they cache in such fields.
    private static bool IsMadeByGenerator(FieldInfo field) =>
        field.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), false)
        || field.DeclaringType!.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), false);

    private static class PlantedCode
    {
        private static int changes;

        public static int Blocks(Task<int> task)
        {
            task.Wait();
            changes = Task.Run(() => 1).Result;
            return changes + task.Result;
        }

        public static long AsksTheMachine() =>
            DateTime.UtcNow.Ticks + DateTimeOffset.Now.Ticks + TimeProvider.System.GetTimestamp();

        public static async void Forgets(Task task) => await task.ConfigureAwait(false);

        public static void SpeaksSql() => new Microsoft.Data.Sqlite.SqliteConnection("").Open();
    }
}
