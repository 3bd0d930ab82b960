using System.Reflection;

namespace Audiences.Embedded;

internal sealed class StrictCodec
{
    public object?[] CopyArguments(MethodInfo method, object?[] args) { _ = method; return args; }
    public T CopyResult<T>(MethodInfo method, T result) { _ = method; return result; }
    public T CopyState<T>(string name, T state) { _ = name; return state; }
}
