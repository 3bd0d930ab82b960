namespace Audiences.Rules;

/// <summary>Reads a condition on how many events, or how many sessions.</summary>
internal static class CountParser
{
    private static readonly string[] Members = ["field", "op", "value", "within", "between", "calendar", "not"];

    public static CountCondition? Read(Part part, string field, Op op)
    {
        part.RefuseUnknown(Members);
        var window = WindowParser.Read(part);
        var operand = TestParser.Operand(part, op, FieldKind.Number);
        if (operand is Ago or Moments)
        {
            part.Refuse("value", "must have two numbers, such as [1, 10]: when they were is said by a window beside the operator.");
            return null;
        }
        return operand is null ? null : new CountCondition(field, new Test(op, operand), window);
    }
}
