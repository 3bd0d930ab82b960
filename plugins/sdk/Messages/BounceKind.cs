namespace Audiences.Sdk;

/// <summary>Why a mail came back.</summary>
public enum BounceKind
{
    /// <summary>It will never arrive there.</summary>
    Hard,

    /// <summary>It did not arrive, or not yet; another may.</summary>
    Soft,

    /// <summary>The person called it spam.</summary>
    Complaint,
}
