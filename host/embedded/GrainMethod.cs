using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Audiences.Embedded;

/// <summary>One method of a grain interface: how to send a call of it, and how to run one.</summary>
internal abstract class GrainMethod(MethodInfo method)
{
    private readonly int _tokenAt = Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));
    private Func<object, object?[], Task>? _run;

    public MethodInfo Method { get; } = method;

    public bool Interleaves { get; } = method.IsDefined(typeof(AlwaysInterleaveAttribute));

    public bool ReadOnly { get; } = method.IsDefined(typeof(ReadOnlyAttribute));

    public abstract object Send(GrainClass grainClass, string key, object?[] args);

    /// <summary>Compiled at the first call: compiling every method at start would be felt.</summary>
    public Task Run(object grain, object?[] args) => (_run ??= Compile())(grain, args)
        ?? throw new InvalidOperationException($"{this} returned null instead of a task.");

    public CancellationToken TokenIn(object?[] args) => _tokenAt < 0 ? CancellationToken.None : (CancellationToken)args[_tokenAt]!;

    public override string ToString() => $"{Method.DeclaringType!.Name}.{Method.Name}";

    public static bool CanAnswer(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var shape && (shape == typeof(Task<>) || shape == typeof(ValueTask<>)));

    public static GrainMethod For(MethodInfo method) => method.ReturnType.IsGenericType
        ? (GrainMethod)Activator.CreateInstance(typeof(AnsweringMethod<>).MakeGenericType(method.ReturnType.GetGenericArguments()), method)!
        : new SilentMethod(method);

    private Func<object, object?[], Task> Compile()
    {
        var grain = Expression.Parameter(typeof(object));
        var args = Expression.Parameter(typeof(object?[]));
        var typed = Method.GetParameters().Select((parameter, at) =>
            Expression.Convert(Expression.ArrayIndex(args, Expression.Constant(at)), parameter.ParameterType));
        Expression call = Expression.Call(Expression.Convert(grain, Method.DeclaringType!), Method, typed);
        if (call.Type.IsValueType)
        {
            call = Expression.Call(call, nameof(ValueTask.AsTask), null);
        }

        return Expression.Lambda<Func<object, object?[], Task>>(call, grain, args).Compile();
    }
}

internal sealed class AnsweringMethod<T>(MethodInfo method) : GrainMethod(method)
{
    private readonly bool _asValueTask = method.ReturnType.IsValueType;

    public override object Send(GrainClass grainClass, string key, object?[] args)
    {
        var call = new AnsweringCall<T>(this, grainClass.Engine, grainClass.Engine.CurrentTurn, args);
        grainClass.Engine.Send(call, grainClass, key);
        return _asValueTask ? new ValueTask<T>(call.Answer) : call.Answer;
    }
}

internal sealed class SilentMethod(MethodInfo method) : GrainMethod(method)
{
    private readonly bool _asValueTask = method.ReturnType.IsValueType;

    public override object Send(GrainClass grainClass, string key, object?[] args)
    {
        var call = new SilentCall(this, grainClass.Engine, grainClass.Engine.CurrentTurn, args);
        grainClass.Engine.Send(call, grainClass, key);
        return _asValueTask ? new ValueTask(call.Answer) : call.Answer;
    }
}
