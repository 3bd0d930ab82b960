namespace Audiences.Columns;

/// <summary>Where each of many stretches of entries begins, that follow each other: of 64 together where the first does, and how much later each.</summary>
internal sealed class Starts
{
    public static readonly Starts None = new([0]);

    private const int BlockBits = 6;

    private readonly int[] _firsts;
    private readonly Codes _later;

    /// <param name="starts">Ascending; the last is where the last stretch ends.</param>
    public Starts(ReadOnlySpan<int> starts)
    {
        _firsts = new int[((starts.Length - 1) >> BlockBits) + 1];
        for (var i = 0; i < _firsts.Length; i++)
            _firsts[i] = starts[i << BlockBits];
        var latest = 0;
        for (var i = 0; i < starts.Length; i++)
            latest = Math.Max(latest, starts[i] - _firsts[i >> BlockBits]);
        _later = new Codes(starts.Length, latest);
        for (var i = 0; i < starts.Length; i++)
            _later[i] = starts[i] - _firsts[i >> BlockBits];
    }

    public int this[int place] => _firsts[place >> BlockBits] + _later[place];

    public long Bytes => ((long)_firsts.Length * sizeof(int)) + _later.Bytes;
}
