using Tests.Support;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Tests.Storage;

/// <summary>A fact of a contract that several classes inherit. Where the class needs a tool that is missing, it is left out, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Tests.Storage.ContractFactDiscoverer", "Tests")]
public sealed class ContractFactAttribute : FactAttribute;

[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Tests.Storage.ContractTheoryDiscoverer", "Tests")]
public sealed class ContractTheoryAttribute : TheoryAttribute;

/// <summary>What the facts of a class need to run.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedingAttribute(string tool) : Attribute
{
    public string Tool => tool;

    /// <summary>Why the test cannot run; null when it can.</summary>
    public static string? Missing(ITestMethod test)
    {
        var needing = test.TestClass.Class.GetCustomAttributes(typeof(NeedingAttribute)).SingleOrDefault();
        return needing is null ? null : Needs.Missing((string)needing.GetConstructorArguments().Single());
    }
}

public sealed class ContractFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions options, ITestMethod test, IAttributeInfo fact) =>
        NeedingAttribute.Missing(test) is null ? base.CreateTestCase(options, test, fact) : new LeftOutTest(DiagnosticMessageSink, options, test);
}

public sealed class ContractTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions options, ITestMethod test, IAttributeInfo theory) =>
        NeedingAttribute.Missing(test) is null ? base.Discover(options, test, theory) : [new LeftOutTest(DiagnosticMessageSink, options, test)];
}

public sealed class LeftOutTest : XunitTestCase
{
    [Obsolete("For the runner, which makes it anew from what it was told.", error: true)]
    public LeftOutTest() { }

    public LeftOutTest(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod test)
        : base(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), test) { }

    protected override string GetDisplayName(IAttributeInfo fact, string displayName) =>
        $"{base.GetDisplayName(fact, displayName)} (left out: {NeedingAttribute.Missing(TestMethod)})";

    protected override string GetSkipReason(IAttributeInfo fact) => NeedingAttribute.Missing(TestMethod)!;
}
