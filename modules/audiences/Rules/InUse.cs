using System.Diagnostics.CodeAnalysis;

namespace Audiences.Rules;

/// <summary>One value for each key, known for as long as somebody else holds it.</summary>
internal sealed class InUse<TKey, TValue> where TKey : notnull where TValue : class
{
    private const int FewestToSweep = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, WeakReference<TValue>> _known = [];
    private int _sweepAt = FewestToSweep;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _known.Count;
            }
        }
    }

    public bool TryFind(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_lock)
        {
            value = null;
            return _known.TryGetValue(key, out var held) && held.TryGetTarget(out value);
        }
    }

    /// <summary>The value that is known for the key, else the given, which is from now on.</summary>
    public TValue Of(TKey key, TValue made)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(key, out var held) && held.TryGetTarget(out var known))
            {
                return known;
            }
            if (_known.Count >= _sweepAt)
            {
                Sweep();
            }
            _known[key] = new WeakReference<TValue>(made);
            return made;
        }
    }

    // At twice of what is in use then: whatever comes and goes, sweeping stays a small part of adding.
    private void Sweep()
    {
        foreach (var (key, held) in _known)
        {
            if (!held.TryGetTarget(out _))
            {
                _known.Remove(key);
            }
        }
        _sweepAt = Math.Max(FewestToSweep, 2 * _known.Count);
    }
}
