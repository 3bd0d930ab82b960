using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Tests.Architecture;

/// <summary>Names of types and methods in metadata.</summary>
internal sealed class Names : ISignatureTypeProvider<string, object?>
{
    private static readonly Names Decoder = new();

    public static string Of(MetadataReader metadata, TypeReference type) => type.ResolutionScope.Kind == HandleKind.TypeReference
        ? $"{Of(metadata, metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope))}/{metadata.GetString(type.Name)}"
        : Join(metadata, type.Namespace, type.Name);

    public static string Of(MetadataReader metadata, TypeDefinition type) => type.GetDeclaringType() is { IsNil: false } outer
        ? $"{Of(metadata, metadata.GetTypeDefinition(outer))}/{metadata.GetString(type.Name)}"
        : Join(metadata, type.Namespace, type.Name);

    public static (string Target, ImmutableArray<string> Generic) Callee(MetadataReader metadata, EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodDefinition:
                var own = metadata.GetMethodDefinition((MethodDefinitionHandle)token);
                return ($"{Of(metadata, metadata.GetTypeDefinition(own.GetDeclaringType()))}::{metadata.GetString(own.Name)}", []);
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)token);
                return ($"{Parent(metadata, member.Parent)}::{metadata.GetString(member.Name)}", []);
            case HandleKind.MethodSpecification:
                var made = metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                return (Callee(metadata, made.Method).Target, made.DecodeSignature(Decoder, null));
            default:
                throw new InvalidOperationException($"A call of a {token.Kind} is not understood.");
        }
    }

    private static string Parent(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => Of(metadata, metadata.GetTypeReference((TypeReferenceHandle)parent)),
        HandleKind.TypeDefinition => Of(metadata, metadata.GetTypeDefinition((TypeDefinitionHandle)parent)),
        HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)parent).DecodeSignature(Decoder, null).Split('<')[0],
        _ => parent.Kind.ToString(),
    };

    private static string Join(MetadataReader metadata, StringHandle space, StringHandle name) =>
        space.IsNil ? metadata.GetString(name) : $"{metadata.GetString(space)}.{metadata.GetString(name)}";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Of(reader, reader.GetTypeDefinition(handle));

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Of(reader, reader.GetTypeReference(handle));

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[]";
    public string GetSZArrayType(string elementType) => $"{elementType}[]";
    public string GetByReferenceType(string elementType) => elementType;
    public string GetPointerType(string elementType) => elementType;
    public string GetPinnedType(string elementType) => elementType;
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
    public string GetFunctionPointerType(MethodSignature<string> signature) => "method";
    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";
    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();
}
