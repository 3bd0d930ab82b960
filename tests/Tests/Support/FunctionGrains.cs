using System.Reflection;
using Orleans;

namespace Tests.Support;

/// <summary>A grain factory that asks a function. A proxy, because Orleans' interface has many more members, which nobody calls.</summary>
internal class FunctionGrains : DispatchProxy
{
    private Func<Type, string, object> _grain = null!;

    public static IGrainFactory Of(Func<Type, string, object> grain)
    {
        var factory = Create<IGrainFactory, FunctionGrains>();
        ((FunctionGrains)(object)factory)._grain = grain;
        return factory;
    }

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _grain(targetMethod!.GetGenericArguments()[0], (string)args![0]!);
}
