using System.Collections.Frozen;
using System.Reflection;
using Orleans.Runtime;

namespace Audiences.Embedded;

/// <summary>
/// What <c>GetGrain</c> returns. One is made per interface by <see cref="DispatchProxy"/>, which is slow;
/// references are copies of that one with their own key.
/// </summary>
internal class GrainProxy : DispatchProxy, IAddressable
{
    private GrainClass _class = null!;
    private FrozenDictionary<MethodInfo, GrainMethod> _methods = null!;
    private string _key = "";

    public GrainId GrainId => GrainId.Create(_class.Type, _key);

    public static GrainProxy Prototype(Type grainInterface, GrainClass grainClass)
    {
        var proxy = (GrainProxy)Create(grainInterface, typeof(GrainProxy));
        proxy._class = grainClass;
        proxy._methods = GrainManifest.MethodsOf(grainInterface).ToFrozenDictionary(method => method, GrainMethod.For);
        return proxy;
    }

    public GrainProxy WithKey(string key)
    {
        var reference = (GrainProxy)MemberwiseClone();
        reference._key = key;
        return reference;
    }

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _methods[targetMethod!].Send(_class, _key, args ?? []);

    public override bool Equals(object? obj) => obj is GrainProxy other && other._class == _class && other._key == _key;

    public override int GetHashCode() => HashCode.Combine(_class, _key);

    public override string ToString() => GrainId.ToString();
}
