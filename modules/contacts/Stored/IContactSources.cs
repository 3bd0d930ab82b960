using Contracts;
using ContactPage = Audiences.Sdk.ContactPage;

namespace Contacts.Stored;

/// <summary>Outside systems that contacts are pulled from, by an organisation's connections. The host calls them.</summary>
public interface IContactSources
{
    /// <summary>The page that begins at the cursor; null is the beginning. It may be asked for again.</summary>
    /// <param name="limit">At most so many contacts, 1 to 1,000.</param>
    /// <exception cref="SourceFailedException">It could not be read, for as long as a call may be tried.</exception>
    Task<ContactPage> Read(Principal who, string connection, string? cursor, int limit, CancellationToken cancel);
}

/// <param name="reason">For the admin.</param>
public sealed class SourceFailedException(string reason) : Exception(reason);
