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
    private const int WithoutNumber = unchecked((int)0x80131620);

    public static bool Is(HttpContext http) =>
        http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The content of the part that is named so or, if none is, of the first that has a file's name.</summary>
    public static async Task<Stream> File(HttpContext http, string name)
    {
        var reader = Reader(http);
        while (await Next(reader, http.RequestAborted) is { } part)
            if (ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var what)
                && (HeaderUtilities.RemoveQuotes(what.Name).Equals(name, StringComparison.Ordinal) || what.FileName.Length > 0))
                return new PartBody(part.Body);
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
