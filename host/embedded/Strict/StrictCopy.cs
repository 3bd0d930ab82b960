namespace Audiences.Embedded;

/// <summary>One message on its way. An object met twice arrives as one object, as with Orleans.</summary>
internal sealed class StrictCopy(StrictCodec codec, string where)
{
    private readonly Dictionary<object, object> _done = new(ReferenceEqualityComparer.Instance);
    private string _where = where;

    public string Where => _where;

    public object? Member(Type declared, object? value, string where)
    {
        var outer = _where;
        _where = where;
        codec.Check(declared, where);
        var copied = Of(value);
        _where = outer;
        return copied;
    }

    public object? Of(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var type = value.GetType();
        if (!type.IsValueType && _done.TryGetValue(value, out var before))
        {
            return before;
        }

        codec.Check(type, _where);
        var copied = codec.CopierOf(type, _where)(value, this);
        _done[value] = copied;
        return copied;
    }

    public T Of<T>(T value) => (T)Of((object?)value)!;

    /// <summary>Known before it is filled, because it may contain itself.</summary>
    public T Begin<T>(object original, T copied) where T : notnull
    {
        _done[original] = copied;
        return copied;
    }
}
