using System.Buffers;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>What a test says of each content of a column, found for all at once where that is cheap, else for each that comes up.</summary>
internal readonly struct ContentAnswers : IDisposable
{
    public const byte Unknown = 0;

    private const byte Passing = 1, Failing = 2;

    // To find the few that pass among few costs less one by one; few that pass are compared with many places at once.
    private const int Few = 256, FewPassing = 4;

    private readonly Contents _contents;
    private readonly FactPath? _path;
    private readonly ValueTest _test;
    private readonly long _now;
    private readonly byte[] _known;

    // Null when they are many.
    private readonly int[]? _passing;

    /// <param name="path">Below each content; null for the values as they are.</param>
    public ContentAnswers(Contents contents, FactPath? path, ValueTest test, long now)
    {
        (_contents, _path, _test, _now) = (contents, path, test, now);
        _known = ArrayPool<byte>.Shared.Rent(contents.Count);
        _known.AsSpan(0, contents.Count).Clear();
        if (contents.Count <= Few)
        {
            var passing = new List<int>();
            for (var code = 0; code < contents.Count; code++)
                if (this[code] != 0)
                    passing.Add(code);
            _passing = passing.Count <= FewPassing ? [.. passing] : null;
            AreKnown = true;
            return;
        }
        if (path is { IsHere: false })
            return;
        if (test.Search is { } search)
            contents.Texts.Find(search, contents, this);
        else if (test.Whole is not null)
            contents.Texts.CatchUp(contents);
        else if (test.Range is { } range)
            contents.Numbers.Compare(range, contents, this);
        else if (test.PassingNow(now) is { } stretch)
            contents.Moments.Compare(stretch, contents, this);
        AreKnown = !Known.Contains(Unknown);
    }

    /// <summary>None is <see cref="Unknown"/>.</summary>
    public bool AreKnown { get; }

    /// <summary>What is known of each content: a mark, or <see cref="Unknown"/>.</summary>
    public Span<byte> Known => _known.AsSpan(0, _contents.Count);

    public byte PassingMark => _test.IsNegative ? Failing : Passing;

    public byte FailingMark => _test.IsNegative ? Passing : Failing;

    /// <summary>1 when the content passes, else 0.</summary>
    public uint this[int code]
    {
        get
        {
            var answer = _known[code];
            return (answer == Unknown ? Ask(code) : answer) & 1u;
        }
    }

    /// <summary>Of places, a bit each, leaves those whose content passes.</summary>
    public void Narrow(Codes codes, Span<ulong> places)
    {
        if (_passing is not null)
            codes.NarrowToAny(places, _passing);
        else
            codes.NarrowToPassing(places, this);
    }

    public void FillFailing() => Known.Fill(FailingMark);

    public void SetPassing(int code) => _known[code] = PassingMark;

    public void SetUnknown(int code) => _known[code] = Unknown;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_known);

    private byte Ask(int code) => _known[code] =
        _test.Whole is { } whole && _contents.Count > Few && _path is null or { IsHere: true } && _contents.Texts.IsOneOf(whole, code) is { } isOne
            ? isOne ? PassingMark : FailingMark
        : _test.HoldsNow(new ValuesBelow(_path, _contents[code]), _now) ? Passing : Failing;
}
