namespace Plugins.Email.Smtp;

/// <param name="From">Where bounces go.</param>
/// <param name="Content">Lines that end with CRLF.</param>
/// <param name="NeedsUtf8">An address has characters beyond ASCII before its @ (RFC 6531).</param>
internal sealed record Envelope(string From, string To, byte[] Content, bool NeedsUtf8);
