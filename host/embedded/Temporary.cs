namespace Orleans { 
[AttributeUsage(AttributeTargets.All)] public sealed class GenerateSerializerAttribute : Attribute;
[AttributeUsage(AttributeTargets.All)] public sealed class IdAttribute(uint id) : Attribute { public uint Id => id; }
[AttributeUsage(AttributeTargets.All)] public sealed class AliasAttribute(string alias) : Attribute { public string Alias => alias; }
[AttributeUsage(AttributeTargets.All)] public sealed class ImmutableAttribute : Attribute;
public interface IGrain; public interface IGrainWithStringKey : IGrain;
}
namespace Orleans.Concurrency { 
[AttributeUsage(AttributeTargets.All)] public sealed class AlwaysInterleaveAttribute : Attribute;
[AttributeUsage(AttributeTargets.All)] public sealed class ReadOnlyAttribute : Attribute;
}
