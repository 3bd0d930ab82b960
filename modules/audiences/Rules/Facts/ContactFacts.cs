using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Contracts;

namespace Audiences.Rules;

/// <summary>Everything a rule reads of a contact's profile, read once.</summary>
internal sealed partial class ContactFacts
{
    private static readonly FactPath CityPath = new("city"), CountryPath = new("country");
    private static readonly string[] Addresses = ["address", "trait.address"], Places = [.. Addresses, "location"];

    // Sorted ordinally, as the profile keeps its values; tombstones are left out.
    private readonly string[] _keys;
    private readonly long[] _since;

    // Of one that was packed those that somebody has asked for.
    private JsonElement[]? _values;

    // The values before, of those keys whose value has changed; most have not.
    private readonly Dictionary<string, (string Json, Instant Since)[]>? _before;

    private ContactFacts(Profile profile)
    {
        var (keys, values, since) = (new List<string>(profile.Values.Count), new StringBuilder("["), new List<long>(profile.Values.Count));
        foreach (var (key, value) in profile.Values)
        {
            if (value.Json == "null")
            {
                continue;
            }
            values.Append(keys.Count > 0 ? "," : "").Append(value.Json);
            keys.Add(key);
            since.Add(value.Stamp.At.Ms);
            if (value.Earlier is null)
            {
                continue;
            }
            var runs = value.Runs().ToArray();
            since[^1] = runs[0].Since.Ms;
            if (runs.Length > 1)
            {
                (_before ??= new(StringComparer.Ordinal))[key] = runs[1..];
            }
        }
        (_keys, _since) = ([.. keys], [.. since]);
        _values = ReadValues(Encoding.UTF8.GetBytes(values.Append(']').ToString()));
        if (_values.Length != _keys.Length)
        {
            throw new FormatException("A value of the profile is not one JSON value.");
        }
        Emails = [.. profile.Emails.Select(email => email.Normal ?? email.Value)];
        Phones = profile.Phones.IsEmpty ? [] : [.. profile.Phones.SelectMany(phone => new[] { phone.Value, phone.Normal ?? phone.Value }).Distinct(StringComparer.Ordinal)];
        Tags = [.. profile.Tags.Keys];
        TagsSince = [.. profile.Tags.Values.Select(stamp => stamp.At)];
        Sources = profile.Sources;
        Accounts = profile.Accounts;
        Imports = [.. profile.Imports.Select(import => import.Import)];
        Pins = profile.Pins;
        Teams = profile.Teams;
        Origin = profile.Origin;
        Archived = profile.Archived is not null;
        Subscribed = profile.Consents.TryGetValue("email", out var consent) && consent.State == "subscribed";
        Identified = !string.IsNullOrEmpty(profile.ExternalId) || Emails.Length > 0 || Phones.Length > 0;
        Imported = Origin is "addressBook" or "device" or "file" or "api";
        Organized = IsOrganized(profile);
        ArchivesAt = AutoArchive.DueAt(profile, Organized);
        (City, Country) = (Located(CityPath, Places), CountryAt(Places));
        CreatedAt = Value.Of(this["createdAt"]).TryMoment(out var created) ? created : Moment.Of(profile.CreatedAt);
    }

    public ImmutableArray<string> Emails { get; }

    /// <summary>As written and, where it could be read, E.164: a rule may name either.</summary>
    public ImmutableArray<string> Phones { get; }

    public ImmutableArray<string> Tags { get; }

    /// <summary>Of each tag, in their order, when it was put there.</summary>
    public ImmutableArray<Instant> TagsSince { get; }

    public ImmutableArray<string> Sources { get; }
    public ImmutableArray<string> Accounts { get; }
    public ImmutableArray<string> Imports { get; }
    public string Origin { get; }

    /// <summary>By audience.</summary>
    public ImmutableSortedDictionary<string, Pin> Pins { get; }

    /// <summary>By team. In whose archive a contact is decides who sees it: see <see cref="SeenBy"/>.</summary>
    public ImmutableSortedDictionary<string, TeamSharing> Teams { get; }

    public bool Archived { get; private set; }

    /// <summary>From then on it is archived, if it is not yet.</summary>
    public Instant? ArchivesAt { get; private set; }
    public bool Subscribed { get; }
    public bool Identified { get; }
    public bool Imported { get; }
    public bool Organized { get; }
    public string? City { get; private set; }

    /// <summary>ISO 3166 alpha-2 where it could be read, else as it stands.</summary>
    public string? Country { get; private set; }

    public Moment CreatedAt { get; }

    /// <summary>Of the values there are.</summary>
    public IEnumerable<string> Keys => _keys;

    /// <summary>A value by its key in the profile; undefined when there is none.</summary>
    public JsonElement this[string key] =>
        Place(key) is >= 0 and var place ? ValueAt(place) : default;

    /// <summary>Each value as it stands, in the order of <see cref="Keys"/>.</summary>
    public void ShowValues(Action<string, ReadOnlySpan<byte>> see)
    {
        for (var place = 0; place < _keys.Length; place++)
        {
            see(_keys[place], _packedValues.IsEmpty ? JsonMarshal.GetRawUtf8Value(_values![place]) : Packed(place).Span);
        }
    }

    public bool Has(string key) => Place(key) >= 0;

    public Pin? PinIn(string audience) => Pins.TryGetValue(audience, out var pin) ? pin : null;

    /// <summary>The value of a key since when, and those it had before, newest first; nothing when it has none.</summary>
    /// <summary>Since when the value under that key is there, as it is or, for longer, an equal one; null when there is none.</summary>
    public Instant? HeldSince(string key) => Place(key) is >= 0 and var place ? new Instant(_since[place]) : null;

    public IEnumerable<(JsonElement Value, Instant Since)> History(string key)
    {
        if (Place(key) is not (>= 0 and var place))
        {
            yield break;
        }
        yield return (ValueAt(place), new Instant(_since[place]));
        foreach (var (json, since) in _before?.GetValueOrDefault(key) ?? [])
        {
            using var value = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 128 });
            yield return (value.RootElement, since);
        }
    }

    /// <summary>
    /// What a team sees: nothing of a contact that is not shared with it or that its owner has archived; of others all, but that
    /// archived is what the team has archived.
    /// </summary>
    public ContactFacts? SeenBy(string team)
    {
        if (Archived || !Teams.TryGetValue(team, out var sharing))
        {
            return null;
        }
        var isLocated = this["location"].ValueKind != JsonValueKind.Undefined;
        if (sharing.Archived is null && !isLocated)
        {
            return this;
        }
        var seen = (ContactFacts)MemberwiseClone();
        seen.Archived = sharing.Archived is not null;
        // Where its last event came from is its owner's to know.
        (seen.City, seen.Country) = (Located(CityPath, Addresses), CountryAt(Addresses));
        return seen;
    }

    /// <summary>As they are at that instant, for who does not ask when they will be otherwise.</summary>
    public ContactFacts At(Instant now)
    {
        if (ArchivesAt is not { } at || at > now)
        {
            return this;
        }
        var then = (ContactFacts)MemberwiseClone();
        (then.Archived, then.ArchivesAt) = (true, null);
        return then;
    }

    public static ContactFacts From(Profile profile) => new(profile);

    /// <summary>Names, as <see cref="Mentions.Fields"/> has them, of what differs from <paramref name="before"/>.</summary>
    public IReadOnlySet<string> ChangesSince(ContactFacts before)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in _keys.Union(before._keys, StringComparer.Ordinal))
        {
            if (!Same(this[key], before[key]))
            {
                changed.Add(key);
            }
            else if (!StandsAsIn(before, key))
            {
                changed.Add(Mentions.Since(key));
            }
        }
        Note(changed, "email", Emails.AsSpan().SequenceEqual(before.Emails.AsSpan()));
        Note(changed, "phone", Phones.AsSpan().SequenceEqual(before.Phones.AsSpan()));
        Note(changed, "tag", Tags.AsSpan().SequenceEqual(before.Tags.AsSpan()) && TagsSince.AsSpan().SequenceEqual(before.TagsSince.AsSpan()));
        Note(changed, "source", Sources.AsSpan().SequenceEqual(before.Sources.AsSpan()));
        Note(changed, "account", Accounts.AsSpan().SequenceEqual(before.Accounts.AsSpan()));
        Note(changed, "import", Imports.AsSpan().SequenceEqual(before.Imports.AsSpan()));
        foreach (var audience in Pins.Keys.Union(before.Pins.Keys, StringComparer.Ordinal))
        {
            Note(changed, Mentions.Pin(audience), PinIn(audience) == before.PinIn(audience));
        }
        foreach (var team in Teams.Keys.Union(before.Teams.Keys, StringComparer.Ordinal))
        {
            Note(changed, Mentions.Team(team), SeenBy(team)?.Archived == before.SeenBy(team)?.Archived);
        }
        Note(changed, "origin", Origin == before.Origin);
        Note(changed, "archived", Archived == before.Archived && ArchivesAt == before.ArchivesAt);
        Note(changed, "subscribed", Subscribed == before.Subscribed);
        Note(changed, "identified", Identified == before.Identified);
        Note(changed, "imported", Imported == before.Imported);
        Note(changed, "organized", Organized == before.Organized);
        Note(changed, "city", City == before.City);
        Note(changed, "country", Country == before.Country);
        Note(changed, "createdAt", CreatedAt == before.CreatedAt);
        return changed;
    }

    private bool StandsAsIn(ContactFacts other, string key) =>
        Place(key) is var place && other.Place(key) is var placed
        && (place < 0 || placed < 0 || _since[place] == other._since[placed])
        && (_before?.GetValueOrDefault(key) ?? []).AsSpan().SequenceEqual(other._before?.GetValueOrDefault(key) ?? []);

    private int Place(string key) => Array.BinarySearch(_keys, key, StringComparer.Ordinal);

    private static bool Same(JsonElement a, JsonElement b)
    {
        try
        {
            return a.ValueKind == b.ValueKind && (a.ValueKind == JsonValueKind.Undefined || JsonElement.DeepEquals(a, b));
        }
        catch (InvalidOperationException)
        {
            return false; // a lone surrogate in both: judging once too often does no harm
        }
    }

    private static void Note(HashSet<string> changed, string field, bool same)
    {
        if (!same)
        {
            changed.Add(field);
        }
    }

    /// <summary>One document for all values: a contact has many small ones, and a document each would cost more than the values.</summary>
    private static JsonElement[] ReadValues(ReadOnlyMemory<byte> array)
    {
        using var text = JsonDocument.Parse(array, Deep);
        return [.. text.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>The contact's address, else the trait, else where its last event came from.</summary>
    private string? Located(FactPath path, string[] places)
    {
        foreach (var key in places)
        {
            var found = new FirstText();
            path.Visit(this[key], 0, found);
            if (found.Text is not null)
            {
                return found.Text;
            }
        }
        return null;
    }

    private string? CountryAt(string[] places) => Located(CountryPath, places) is { } country ? Countries.Code(country) : null;

    /// <summary>A person edited it, or it has an assignee, tag, stage or segment that a person or an import put there.</summary>
    private bool IsOrganized(Profile profile) =>
        profile.EditedByPerson
        || profile.Tags.Values.Any(ByHand)
        || new[] { "assignedTo", "stage", "segment" }.Any(key =>
            !Value.Of(this[key]).IsMissing && ByHand(profile.Values[key].Stamp));

    private static bool ByHand(Stamp stamp) =>
        stamp.From is "file" or "addressBook" || stamp.By.StartsWith("user:", StringComparison.Ordinal) || stamp.By.StartsWith("import:", StringComparison.Ordinal);
}
