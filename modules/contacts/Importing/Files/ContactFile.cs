using System.Text.Json;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>A file of contacts, read row by row from its beginning as often as it is asked. What it is shows in its content.</summary>
/// <param name="choice">What somebody wants its columns to be.</param>
/// <param name="isPulled">It is of the server's own making.</param>
internal sealed class ContactFile(Stream file, FieldChoice? choice = null, bool isPulled = false) : IDisposable
{
    /// <summary>What its first part says.</summary>
    /// <exception cref="Refusal">422, with what to do: nothing of it can be taken in.</exception>
    public IFileForm Form { get; } = isPulled ? new PulledForm(file) : Open(file, choice ?? FieldChoice.None);

    /// <summary>The file that was saved under that id can be read back, and taken in as far as its first part shows.</summary>
    /// <exception cref="Refusal">422, 503</exception>
    public static T Read<T>(IImportFiles files, string id, FieldChoice choice, Func<IFileForm, T> read)
    {
        try
        {
            using var file = files.Open(id) ?? throw Refusal.NotReady();
            using var contacts = new ContactFile(file, choice);
            return read(contacts.Form);
        }
        catch (IOException)
        {
            throw new Refusal(503, "disk-failed", "The file could not be read back. The operator finds out why; send it again later.") { RetryAfter = 60 };
        }
    }

    /// <summary>Every row of data after <paramref name="after"/>, as a body that <c>POST /v1/contacts</c> takes, or with why not.</summary>
    public IEnumerable<FileRow> Rows(int after = 0) => Form.Rows(after);

    public void Dispose() => (Form as IDisposable)?.Dispose();

    private static IFileForm Open(Stream file, FieldChoice choice)
    {
        var form = WorkbookForm.Open(file, choice) ?? Cards(file) ?? CsvForm.Open(file, choice);
        choice.RequireAll(form.Columns?.Columns.Select(column => column.Name) ?? []);
        return form;
    }

    private static IFileForm? Cards(Stream file)
    {
        using var text = FileText.Open(file);
        return CardForm.IsIn(text) ? new CardForm(file) : null;
    }
}

/// <param name="Number">From 1, counting rows of data.</param>
/// <param name="Body">Checked by <see cref="ContactBody"/>; undefined with a <paramref name="Reason"/>.</param>
/// <param name="Reason">Why it is not taken.</param>
/// <param name="EndsFile">Nothing can be read after it.</param>
internal sealed record FileRow(int Number, JsonElement Body, string? Reason, bool EndsFile = false)
{
    /// <summary>Instead of a body: the anonymous id of who was deleted where the row comes from.</summary>
    public string? Gone { get; init; }

    /// <summary>Why the organisation does not take what the row says; null when it does.</summary>
    public static string? Unfit(FittedBody fitted) => fitted.Faults is { IsEmpty: false } faults ? $"{faults.First().Key}: {faults.First().Value[0]}" : null;
}
