using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Tests.Architecture;

/// <summary>A call in compiled code. Names are those of metadata: <c>System.Threading.Tasks.Task`1::get_Result</c>.</summary>
/// <param name="Type">The outermost type of the caller; compiler-made types inside it count as it.</param>
/// <param name="Nested">The caller's own type, with <c>/</c> between what is nested.</param>
/// <param name="Generic">The type arguments of a generic method.</param>
internal sealed record Use(string Type, string Nested, string Method, string Target, ImmutableArray<string> Generic)
{
    public override string ToString() => $"{Nested}.{Method} uses {Target}";
}

/// <summary>Reads what compiled code calls and names.</summary>
internal static class Il
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    /// <summary>Every type of another assembly that the assembly names, with that assembly: (type, assembly).</summary>
    public static IReadOnlyList<(string Type, string Assembly)> TypesNamed(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences
            .Select(metadata.GetTypeReference)
            .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference)
            .Select(type => (
                Names.Of(metadata, type),
                metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)))];
    }

    public static IReadOnlyList<Use> Uses(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var uses = new List<Use>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            var nested = Names.Of(metadata, metadata.GetTypeDefinition(method.GetDeclaringType()));
            foreach (var token in Calls(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
            {
                var (target, generic) = Names.Callee(metadata, token);
                uses.Add(new(nested.Split('/')[0], nested, metadata.GetString(method.Name), target, generic));
            }
        }
        return uses;
    }

    private static IEnumerable<EntityHandle> Calls(BlobReader il)
    {
        var tokens = new List<EntityHandle>();
        while (il.RemainingBytes > 0)
        {
            int code = il.ReadByte();
            if (code == 0xFE) code = (code << 8) | il.ReadByte();
            var operand = Operands[(short)code];
            if (operand is OperandType.InlineMethod) tokens.Add(MetadataTokens.EntityHandle(il.ReadInt32()));
            else Skip(ref il, operand);
        }
        return tokens;
    }

    private static void Skip(ref BlobReader il, OperandType operand)
    {
        // Reading the count moves the offset too, so it comes first.
        var length = operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 * il.ReadInt32(),
            _ => 4,
        };
        il.Offset += length;
    }
}
