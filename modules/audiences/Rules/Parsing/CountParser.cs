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
        return operand is null ? null : new CountCondition(field, new Test(op, operand), window);
    }
}
