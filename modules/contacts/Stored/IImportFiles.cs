using Contracts;

namespace Contacts.Stored;

/// <summary>Files that wait to be taken in.</summary>
public interface IImportFiles
{
    /// <summary>Copies the stream to its end. When it is done, the file survives power loss; when it fails, nothing is left.</summary>
    /// <exception cref="Refusal">413: larger than the setting allows. 507: the disk is full. 503: the disk fails otherwise.</exception>
    Task Save(string id, Stream content, CancellationToken cancel);

    /// <summary>Null when it is gone.</summary>
    Stream? Open(string id);

    /// <summary>Removes it, if it is there.</summary>
    void Remove(string id);

    IReadOnlyList<string> All();
}
