namespace Audiences.Columns;

/// <summary>What the columns of a partition take in memory, in bytes of the arrays that are held.</summary>
/// <param name="Times">When each event was.</param>
/// <param name="Slots">Who has events of a name, for each name.</param>
/// <param name="Starts">Where the events of each of these begin, and when the last is dated.</param>
/// <param name="Unsorted">Places for events that are not sorted in yet, without the events.</param>
/// <param name="PropertyCodes">Of each event, with who was not active.</param>
/// <param name="PropertyContents">The different contents, with what finds them by their form.</param>
/// <param name="FieldContents"><inheritdoc cref="PropertyContents" path="/node()"/></param>
/// <param name="Texts">All contents folded, of columns that were asked for a text.</param>
/// <param name="Numbers">All contents as numbers or instants, of columns that were asked for one.</param>
/// <param name="Moments">Instants and sets with one entry a contact.</param>
internal readonly record struct ColumnBytes(
    long Times, long Slots, long Starts, long Unsorted, long PropertyCodes, long PropertyContents, long FieldCodes, long FieldContents,
    long Texts, long Numbers, long Moments)
{
    public long All => Times + Slots + Starts + Unsorted + PropertyCodes + PropertyContents + FieldCodes + FieldContents + Texts + Numbers + Moments;

    public static ColumnBytes operator +(ColumnBytes a, ColumnBytes b) => new(
        a.Times + b.Times, a.Slots + b.Slots, a.Starts + b.Starts, a.Unsorted + b.Unsorted, a.PropertyCodes + b.PropertyCodes,
        a.PropertyContents + b.PropertyContents, a.FieldCodes + b.FieldCodes, a.FieldContents + b.FieldContents, a.Texts + b.Texts,
        a.Numbers + b.Numbers, a.Moments + b.Moments);

    public static ColumnBytes Of(FieldColumn column) => default(ColumnBytes) with
    {
        FieldCodes = column.CodeBytes,
        FieldContents = column.Contents.Bytes,
        Texts = column.Contents.TextsBytes,
        Numbers = column.Contents.NumbersBytes,
    };

    public static ColumnBytes Of(PropertyColumn column) => default(ColumnBytes) with
    {
        PropertyCodes = column.Codes.Bytes,
        PropertyContents = column.Contents.Bytes,
        Texts = column.Contents.TextsBytes,
        Numbers = column.Contents.NumbersBytes,
    };
}
