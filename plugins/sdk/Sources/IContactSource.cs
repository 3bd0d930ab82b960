namespace Audiences.Sdk;

/// <summary>A place that contacts are pulled from, page by page.</summary>
public interface IContactSource : IConnector
{
    /// <summary>The page that begins at the cursor.</summary>
    /// <param name="cursor">
    /// Null for the beginning, else the <see cref="ContactPage.NextCursor"/> of the page before. The server keeps it, over restarts and
    /// for months, and may ask for the same page again: reading changes nothing outside.
    /// </param>
    /// <param name="limit">At most so many contacts, 1 to 1,000; fewer are welcome where the other side has smaller pages.</param>
    /// <exception cref="ConnectorException">
    /// The page could not be read. A cursor that the other side has forgotten is no failure: begin anew, and the contacts that come again
    /// change nothing.
    /// </exception>
    Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel);
}
