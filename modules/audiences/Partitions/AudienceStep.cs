using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>What brings an audience of a partition nearer to what its row asks for: one mark.</summary>
/// <param name="Build">What is to be judged; null of other steps.</param>
internal readonly record struct AudienceStep(MarkKind Kind, AudienceBuild? Build = null)
{
    /// <summary>Null when what the spec asks for is in force.</summary>
    public static AudienceStep? Next(AudienceInPartition? held, AudienceSpec spec)
    {
        if (spec.Deleted)
            return held is null ? null : new(MarkKind.Dropped);
        if (spec.Serving is { } serving && held?.Serving?.Build != serving.Number)
            return held?.Building?.Build == serving.Number ? new(MarkKind.Served) : new(MarkKind.Built, serving);
        if (spec.Serving is not null && held!.Announcing != spec.Announcing)
            return new(spec.Announcing ? MarkKind.Served : MarkKind.Muted);
        if (spec.Building is { } building && held?.Serving?.Build != building.Number && held?.Building?.Build != building.Number)
            return new(MarkKind.Built, building);
        return null;
    }
}
