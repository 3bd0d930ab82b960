namespace Audiences.Rules;

/// <summary>What the contacts of a book have under one name.</summary>
/// <param name="isWhole">
/// Every value is counted, however many there are and however long; and of one contact's values those that rules take for the same count once.
/// </param>
internal sealed class FieldTally(bool isWhole = false) : IVisitor
{
    /// <summary>So many different values are counted unless all are; those that are met later are not.</summary>
    public const int MostValues = 500;

    private const int LongestValue = 100;

    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private readonly HashSet<FieldKind> _kinds = [];

    // Of the contact that is looked at.
    private readonly HashSet<string> _ofContact = new(isWhole ? SameText.Comparer : StringComparer.Ordinal);
    private bool _has;

    /// <summary>Contacts that have it.</summary>
    public int Seen { get; private set; }

    /// <summary>What all its values can be read as; null when there is nothing, or they differ.</summary>
    public FieldKind? Kind => _kinds.Count == 1 ? _kinds.Single() : null;

    public IEnumerable<FieldKind> Kinds => _kinds;

    public IReadOnlyDictionary<string, int> Values => _values;

    public bool Visit(in Value value)
    {
        Add(value);
        return false;
    }

    public void Add(in Value value)
    {
        if (value.IsMissing)
        {
            return;
        }
        _kinds.Add(KindOf(value));
        if (value.TryText(out var text) && (isWhole || text.Length <= LongestValue))
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
            if (_values.TryGetValue(text, out var count) || isWhole || _values.Count < MostValues)
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

    /// <param name="seen">Contacts that have any of the values.</param>
    /// <param name="values">Each with how many have it.</param>
    public void AddCounted(int seen, IEnumerable<(Value Value, int Contacts)> values)
    {
        Seen += seen;
        foreach (var (value, contacts) in values.Where(counted => !counted.Value.IsMissing).OrderByDescending(counted => counted.Contacts))
        {
            _kinds.Add(KindOf(value));
            if (value.TryText(out var text) && text.Length <= LongestValue && (_values.ContainsKey(text) || _values.Count < MostValues))
            {
                _values[text] = _values.GetValueOrDefault(text) + contacts;
            }
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
