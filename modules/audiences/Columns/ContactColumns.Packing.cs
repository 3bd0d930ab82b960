using Audiences.Packing;
using Contracts;

namespace Audiences.Columns;

/// <summary>
/// What the columns hold of some slots in a row, saved beside the contacts: a start takes it in as it is, instead of reading each contact. It is
/// right only beside the very contacts that it was packed with, and for the code that packed it.
/// </summary>
internal sealed partial class ContactColumns
{
    private const byte Whole = 1, Lacking = 0;

    // What a column says of a contact is up to the code of this module and of the contracts: another build reads the contacts anew.
    private static readonly byte[] Build =
        [.. new[] { typeof(ContactColumns), typeof(Profile) }.SelectMany(type => type.Module.ModuleVersionId.ToByteArray())];

    // Who stood apart from postings when they were packed.
    private readonly List<(EventPostings Postings, int Slot)> _apart = [];

    private IEnumerable<MomentColumn> Moments => [CreatedAt, FirstSeen, LastSeen, ToldAt];

    private IEnumerable<SlotSet> Sets => [CreatedOnADay, Pinned, ArchivedByTime, InTeams];

    /// <param name="part">Written anew.</param>
    public void Pack(PackedWriter writer, PackedWriter part, int first, int end)
    {
        writer.Raw(Build);
        if (!Keys.HoldAll || _lacksEvents || _lacksViews)
        {
            writer.Byte(Lacking);
            return;
        }
        writer.Byte(Whole);
        foreach (var column in _fixed.Concat(_agent))
            column.Pack(writer, first, end);
        Keys.Pack(writer, first, end);
        foreach (var column in Moments)
            column.Pack(writer, first, end);
        foreach (var set in Sets)
            set.Pack(writer, first, end);
        var events = _events.Values.Where(postings => postings.HasAny(first, end)).ToArray();
        writer.Count(events.Length);
        foreach (var postings in events)
        {
            writer.Byte((byte)postings.Kind);
            writer.Name(postings.Name);
            part.Wipe();
            postings.Pack(part, first, end);
            writer.Bytes(part.Written);
        }
    }

    /// <summary>
    /// Takes in the contacts of slots behind all that were noted before, while a start reads them, as they are read one by one; false, and nothing
    /// is taken in, when that has to be read of each of them.
    /// </summary>
    /// <param name="isOutdated">It would be otherwise if it were packed now.</param>
    public bool TryAppend(ReadOnlyMemory<byte> packed, NameTable names, int first, out bool isOutdated)
    {
        var reader = new PackedReader(packed, names);
        isOutdated = reader.IsAtEnd || !reader.Raw(Build.Length).Span.SequenceEqual(Build);
        if (isOutdated || reader.Byte() == Lacking)
            return false;
        foreach (var column in _fixed.Concat(_agent))
            column.Append(ref reader, first);
        Keys.Append(ref reader, first);
        foreach (var column in Moments)
            column.Append(ref reader, first);
        foreach (var set in Sets)
            set.Append(ref reader, first);
        for (var left = reader.Count(); left > 0; left--)
        {
            var (kind, name) = ((StepKind)reader.Byte(), reader.Name());
            var events = new PackedReader(reader.Bytes(), names);
            if (PostingsOf(kind, name) is { } postings)
                _apart.AddRange(postings.Append(ref events, first).Select(slot => (postings, slot)));
        }
        return true;
    }
}
