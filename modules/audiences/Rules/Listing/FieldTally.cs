namespace Audiences.Rules;

/// <summary>What the contacts of a book have under one name.</summary>
internal sealed class FieldTally
{
    /// <summary>So many different values are counted; those that are met later are not.</summary>
    public const int MostValues = 500;

    private const int LongestValue = 100;

    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private readonly HashSet<FieldKind> _kinds = [];

    // Of the contact that is looked at.
    private readonly HashSet<string> _ofContact = new(StringComparer.Ordinal);
    private bool _has;

    /// <summary>Contacts that have it.</summary>
    public int Seen { get; private set; }

    /// <summary>What all its values can be read as; null when there is nothing, or they differ.</summary>
    public FieldKind? Kind => _kinds.Count == 1 ? _kinds.Single() : null;

    public IEnumerable<FieldKind> Kinds => _kinds;

    public IReadOnlyDictionary<string, int> Values => _values;

    public void Add(in Value value)
    {
        if (value.IsMissing)
        {
            return;
        }
        _kinds.Add(KindOf(value));
        if (value.TryText(out var text) && text.Length <= LongestValue)
        {
            _ofContact.Add(text);
        }
        _has = true;
    }

    /// <summary>Somebody has done it, whatever it says.</summary>
    public void AddHappened() => _has = true;

    /// <summary>A contact counts once under a name, and once for each of its values there.</summary>
    /// <param name="alike">So many have just these values.</param>
    public void EndContact(int alike = 1)
    {
        if (!_has)
        {
            return;
        }
        (_has, Seen) = (false, Seen + alike);
        foreach (var text in _ofContact)
        {
            if (_values.TryGetValue(text, out var count) || _values.Count < MostValues)
            {
                _values[text] = count + alike;
            }
        }
        _ofContact.Clear();
    }

    public void Add(int seen, IEnumerable<FieldKind> kinds, IEnumerable<(string Text, int Count)> values)
    {
        Seen += seen;
        _kinds.UnionWith(kinds);
        foreach (var (text, count) in values)
        {
            _values[text] = _values.GetValueOrDefault(text) + count;
        }
    }

    private static FieldKind KindOf(in Value value) => value switch
    {
        _ when value.TryBoolean(out _) => FieldKind.Boolean,
        _ when value.TryMoment(out _) => FieldKind.Date,
        _ when value.TryNumber(out _) => FieldKind.Number,
        _ when value.TryText(out _) => FieldKind.Text,
        _ => FieldKind.Open,
    };
}
