namespace Sharing.Stored;

/// <summary>A keyed hash that only this installation can make, the same after a restore of its data.</summary>
public interface IMark
{
    /// <summary>Sixteen bytes in hexadecimal. The parts are kept apart.</summary>
    string Of(params ReadOnlySpan<string> parts);
}
