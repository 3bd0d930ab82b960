using System.Text.Json;
using Contracts;

namespace Contacts;

/// <param name="Number">In the file, from 1.</param>
/// <param name="Fresh">The id of the contact if the row makes one; the same whenever the row is written again.</param>
/// <param name="Body">Checked by <see cref="ContactBody"/>.</param>
/// <param name="Steps">As for <see cref="ContactEdit"/>.</param>
internal sealed record ImportRow(int Number, Guid Fresh, JsonElement Body, KnownSteps? Steps = null)
{
    public ContactEdit Edit(ImportWrite write) =>
        new(EditKind.Import, ProfileValues.Json(Body), write.Stamp, write.Who.User, write.Mark with { Row = Number }, Steps: Steps);
}

/// <summary>Updated: also one that had all this already.</summary>
internal enum RowResult { Created = 0, Updated = 1, Refused = 2 }

/// <param name="Reason">Why it was refused.</param>
internal readonly record struct RowFate(int Row, RowResult Result, string? Reason = null);

/// <summary>What all rows of an import have in common.</summary>
internal sealed record ImportWrite(Principal Who, string Book, Stamp Stamp, ImportMark Mark);
