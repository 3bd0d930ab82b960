namespace Sharing.Stored;

/// <summary>Encrypts what must not be read off the disk, for one purpose each: what was sealed for another does not open.</summary>
public interface ISettingsSeal
{
    byte[] Seal(string text, string purpose);

    /// <summary>Null when the keys that it was sealed with are gone, as after a restore without them.</summary>
    string? Open(byte[] sealedText, string purpose);
}
