using System.Collections;
using System.Collections.Immutable;

namespace Audiences.Stored;

/// <summary>Every audience of a tenant that is not deleted, by creation, as they were at one moment. Immutable.</summary>
public sealed class TenantAudiences : IReadOnlyCollection<AudienceState>
{
    private static readonly ImmutableSortedSet<AudienceState> None = ImmutableSortedSet.Create<AudienceState>(new ByCreation());

    private ImmutableSortedSet<AudienceState> _all = None;
    private ImmutableDictionary<string, AudienceState> _byId = ImmutableDictionary.Create<string, AudienceState>(StringComparer.Ordinal);
    private ImmutableDictionary<string, ImmutableSortedSet<AudienceState>> _byOwner =
        ImmutableDictionary.Create<string, ImmutableSortedSet<AudienceState>>(StringComparer.Ordinal);

    // Most refer to nobody.
    private ImmutableSortedSet<AudienceState> _referring = None;

    private TenantAudiences() { }

    public static TenantAudiences Empty { get; } = new();

    public int Count => _all.Count;

    public AudienceState? Find(string id) => _byId.GetValueOrDefault(id);

    /// <param name="owners">As <see cref="AudienceState.Owner"/> names them, each once.</param>
    public IEnumerable<AudienceState> OwnedBy(params IEnumerable<string> owners) =>
        owners.SelectMany(owner => _byOwner.GetValueOrDefault(owner, None)).Order(None.KeyComparer);

    /// <summary>Those whose newest build holds that of another.</summary>
    public IEnumerable<AudienceState> Referring => _referring;

    /// <summary>Those whose newest build holds the audience's.</summary>
    public IEnumerable<AudienceState> UsersOf(string id) => _referring.Where(state => UsesOf(state)!.ContainsKey(id));

    /// <param name="changed">States as they are now, also deleted ones, each audience once.</param>
    public TenantAudiences With(IReadOnlyCollection<AudienceState> changed)
    {
        var (all, byId, byOwner, referring) = (_all.ToBuilder(), _byId.ToBuilder(), _byOwner.ToBuilder(), _referring.ToBuilder());
        foreach (var state in changed)
        {
            if (byId.GetValueOrDefault(state.Id) is { } before)
            {
                all.Remove(before);
                referring.Remove(before);
                byOwner[before.Owner] = byOwner[before.Owner].Remove(before);
                byId.Remove(before.Id);
            }
            if (state.Deleted) continue;
            all.Add(state);
            if (UsesOf(state) is { IsEmpty: false }) referring.Add(state);
            byOwner[state.Owner] = byOwner.GetValueOrDefault(state.Owner, None).Add(state);
            byId.Add(state.Id, state);
        }
        return new()
        {
            _all = all.ToImmutable(), _byId = byId.ToImmutable(), _byOwner = byOwner.ToImmutable(), _referring = referring.ToImmutable(),
        };
    }

    public IEnumerator<AudienceState> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ImmutableDictionary<string, int>? UsesOf(AudienceState state) => (state.Building ?? state.Serving)?.Uses;

    private sealed class ByCreation : IComparer<AudienceState>
    {
        public int Compare(AudienceState? x, AudienceState? y) =>
            x!.CreatedAt.CompareTo(y!.CreatedAt) is not 0 and var order ? order : string.CompareOrdinal(x.Id, y.Id);
    }
}
