using System.Text.Json;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>A file of contacts, read row by row from its beginning as often as it is asked.</summary>
internal sealed class ContactFile(Stream file)
{
    /// <summary>What its first lines say.</summary>
    /// <exception cref="Refusal">422, with what to do: nothing of it can be taken in.</exception>
    public FileHead Head { get; } = FileHead.Read(FileText.Open(file));

    /// <summary>The file that was saved under that id can be read back, and taken in as far as its first lines show.</summary>
    /// <exception cref="Refusal">422, 503</exception>
    public static void RefuseUnlessReadable(IImportFiles files, string id)
    {
        try
        {
            using var file = files.Open(id) ?? throw Refusal.NotReady();
            _ = new ContactFile(file).Head;
        }
        catch (IOException)
        {
            throw new Refusal(503, "disk-failed", "The file could not be read back. The operator finds out why; send it again later.") { RetryAfter = 60 };
        }
    }

    /// <summary>Every row of data after <paramref name="after"/>, as a body that <c>POST /v1/contacts</c> takes, or with why not.</summary>
    public IEnumerable<FileRow> Rows(int after = 0)
    {
        using var text = FileText.Open(file);
        var rows = new CsvRows(text, Head.Delimiter);
        for (var before = 0; before <= Head.Before; before++) rows.Next();
        for (var number = 1; rows.Next() is { } row; number++)
        {
            if (number > after) yield return Read(number, row);
            if (row.Fault is { EndsFile: true }) yield break;
        }
    }

    private FileRow Read(int number, CsvRow row)
    {
        if (row.Fault is { } fault) return new(number, default, fault.Reason, fault.EndsFile);
        var (body, reason) = Head.Columns.Read(row);
        return body is { } json ? new(number, json, null) : new(number, default, $"line {row.Line}, {reason}");
    }
}

/// <param name="Number">From 1, counting rows of data.</param>
/// <param name="Body">Checked by <see cref="ContactBody"/>; undefined with a <paramref name="Reason"/>.</param>
/// <param name="Reason">Why it is not taken.</param>
/// <param name="EndsFile">Nothing can be read after it.</param>
internal sealed record FileRow(int Number, JsonElement Body, string? Reason, bool EndsFile = false);
