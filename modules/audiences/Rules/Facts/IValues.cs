using System.Text.Json;

namespace Audiences.Rules;

/// <summary>The values of a field of one contact, or of a property of one event.</summary>
internal interface IValues
{
    /// <summary>Shows the visitor each of them until it stops; true when it did.</summary>
    bool Visit(IVisitor visitor);
}

internal readonly struct FactValues(Source source, ContactFacts facts) : IValues
{
    public bool Visit(IVisitor visitor) => source.Visit(facts, visitor);
}

internal readonly struct PropertyValues(FactPath path, JsonElement properties) : IValues
{
    public bool Visit(IVisitor visitor) => path.Visit(properties, 0, visitor);
}

/// <summary>What is found on a path below some values; without a path the values as they are.</summary>
internal readonly struct ValuesBelow(FactPath? path, Value[] values) : IValues
{
    public bool Visit(IVisitor visitor)
    {
        foreach (var value in values)
        {
            if (path is null ? visitor.Visit(value) : path.Visit(value, visitor))
            {
                return true;
            }
        }
        return false;
    }
}
