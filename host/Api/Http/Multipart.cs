using System.Security.Cryptography;
using System.Text;
using Contracts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Host.Api.Http;

/// <summary>Bodies of several parts, as browsers and <c>curl -F</c> send files; read as they come, never kept in memory.</summary>
internal static class Multipart
{
    private const int BufferSize = 64 * 1024;
    private const int LongestText = 256 * 1024;
    private const int WithoutNumber = unchecked((int)0x80131620);

    public static bool Is(HttpContext http) =>
        http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// The content of the part that is named so or, if none is, of the first that has a file's name; and the text of a part before it that is
    /// named <paramref name="text"/>, null when there is none.
    /// </summary>
    /// <remarks>A text behind the file would come too late: it is refused when the file has been read to its end.</remarks>
    public static async Task<(Stream File, string? Text)> File(HttpContext http, string name, string text)
    {
        var (reader, said) = (Reader(http), (string?)null);
        while (await Next(reader, http.RequestAborted) is { } part)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var what)) continue;
            if (IsNamed(what, text)) said = await Text(part, text, http.RequestAborted);
            else if (IsNamed(what, name) || what.FileName.Length > 0) return (new PartBody(part.Body, () => RefuseLate(reader, text, http.RequestAborted)), said);
        }
        throw new Refusal(422, "no-file", $"The body has no part named `{name}`. With curl: -F {name}=@contacts.csv");
    }

    /// <summary>The same for the same parts: senders make a new boundary each time.</summary>
    public static async Task<byte[]> Hash(HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var reader = Reader(http);
        while (await Next(reader, http.RequestAborted) is { } part)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{part.ContentDisposition}\0{part.ContentType}\0"));
            hash.AppendData(await Hash(part.Body, http.RequestAborted));
        }
        return hash.GetHashAndReset();
    }

    private static async Task<byte[]> Hash(Stream part, CancellationToken cancel)
    {
        try
        {
            return await SHA256.HashDataAsync(part, cancel);
        }
        catch (IOException broken) when (IsCutOff(broken))
        {
            throw CutOff();
        }
    }

    private static bool IsNamed(ContentDispositionHeaderValue what, string name) => HeaderUtilities.RemoveQuotes(what.Name).Equals(name, StringComparison.Ordinal);

    private static async Task<string> Text(MultipartSection part, string name, CancellationToken cancel)
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        while (await part.Body.ReadAsync(buffer, cancel) is var read and > 0)
        {
            text.Write(buffer, 0, read);
            if (text.Length > LongestText) throw new Refusal(413, "too-large", $"The part `{name}` is larger than {LongestText:N0} bytes.");
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static async Task RefuseLate(MultipartReader reader, string name, CancellationToken cancel)
    {
        while (await Next(reader, cancel) is { } part)
            if (ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var what) && IsNamed(what, name))
                throw Refusal.Invalid(name, "comes before the file, which is read as it comes");
    }

    private static MultipartReader Reader(HttpContext http)
    {
        var boundary = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString() : "";
        return boundary.Length is > 0 and <= 200
            ? new(boundary, http.Request.Body, BufferSize)
            : throw new Refusal(400, "invalid-multipart", "The Content-Type is multipart and names no boundary.");
    }

    private static async Task<MultipartSection?> Next(MultipartReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancel);
        }
        catch (Exception broken) when (broken is InvalidDataException || IsCutOff(broken))
        {
            throw CutOff();
        }
    }

    /// <summary>The reader's own complaint: a disk's carries the system's number instead, a connection's is of a kind of its own.</summary>
    public static bool IsCutOff(Exception failure) => failure.GetType() == typeof(IOException) && failure.HResult == WithoutNumber;

    public static Refusal CutOff() => new(400, "invalid-multipart", "The body is not whole: its last part has no end.");
}
