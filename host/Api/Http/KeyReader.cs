using System.Text;
using Contracts;
using MediatR;

namespace Host.Api.Http;

/// <summary>Finds the key in a request and the principal behind it.</summary>
internal static class KeyReader
{
    /// <summary>The key of <c>Authorization: Bearer</c>; null when there is none.</summary>
    public static string? Bearer(HttpContext http) => Credentials(http, "Bearer ");

    /// <summary>The user name of <c>Authorization: Basic</c>, which is where Segment's SDKs put the key.</summary>
    public static string? Basic(HttpContext http)
    {
        if (Credentials(http, "Basic ") is not { Length: > 0 and <= 1024 } encoded) return null;
        Span<byte> bytes = stackalloc byte[768];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes[..length]);
        // The SDKs send "key:"; a key that was chosen by hand may have colons of its own.
        return pair.EndsWith(':') ? pair[..^1] : pair.Split(':', 2)[0];
    }

    /// <summary>The principal of the key, which is also set on the request; else 401.</summary>
    public static async Task<Principal> Authenticate(HttpContext http, string? key)
    {
        if (string.IsNullOrEmpty(key)) throw Unknown("Send a key: `Authorization: Bearer <key>`.");
        var mediator = http.RequestServices.GetRequiredService<IMediator>();
        var principal = await mediator.Send(new Authenticate(key), http.RequestAborted)
            ?? throw Unknown("The key is not known, has expired or was revoked.");
        http.SetPrincipal(principal);
        return principal;
    }

    private static string? Credentials(HttpContext http, string scheme)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
    }

    private static Refusal Unknown(string detail) => new(401, "unknown-key", detail);
}
