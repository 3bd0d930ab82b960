using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Audiences.Packing;
using Contracts;

namespace Audiences.Rules;

/// <summary>A contact's facts in few bytes: nearly all contacts of a partition lie there so until somebody asks for them.</summary>
internal sealed partial class ContactFacts
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    // A JSON array of them.
    private readonly ReadOnlyMemory<byte> _packedValues;

    // Where each begins and ends in it.
    private (int From, int To)[]? _places;

    private ContactFacts(ref PackedReader reader)
    {
        _keys = new string[reader.Count()];
        _since = new long[_keys.Length];
        for (var i = 0; i < _keys.Length; i++)
        {
            _keys[i] = reader.Name();
            _since[i] = (i == 0 ? 0 : _since[i - 1]) + reader.Signed();
        }
        _packedValues = reader.Bytes();
        _before = ReadBefore(ref reader);
        Emails = ReadTexts(ref reader);
        Phones = ReadTexts(ref reader);
        (Tags, TagsSince) = ReadTags(ref reader);
        Sources = ReadTexts(ref reader);
        Accounts = ReadTexts(ref reader);
        Imports = ReadTexts(ref reader);
        Pins = ReadPins(ref reader);
        Teams = ReadTeams(ref reader);
        Origin = reader.Name();
        var flags = (Flags)reader.Byte();
        Archived = flags.HasFlag(Flags.Archived);
        Subscribed = flags.HasFlag(Flags.Subscribed);
        Identified = flags.HasFlag(Flags.Identified);
        Imported = flags.HasFlag(Flags.Imported);
        Organized = flags.HasFlag(Flags.Organized);
        ArchivesAt = flags.HasFlag(Flags.ArchivesAt) ? new Instant(reader.Signed()) : null;
        City = flags.HasFlag(Flags.City) ? reader.Text() : null;
        Country = flags.HasFlag(Flags.Country) ? reader.Name() : null;
        CreatedAt = new Moment(reader.Signed(), reader.Signed());
        CreatedAt = CreatedAt with { To = CreatedAt.From + CreatedAt.To };
    }

    [Flags]
    private enum Flags : byte
    {
        Archived = 1, Subscribed = 2, Identified = 4, Imported = 8, Organized = 16, ArchivesAt = 32, City = 64, Country = 128,
    }

    private JsonElement ValueAt(int place)
    {
        _values ??= new JsonElement[_keys.Length];
        if (_values[place].ValueKind == JsonValueKind.Undefined)
        {
            _values[place] = JsonElement.Parse(Packed(place).Span, Deep);
        }
        return _values[place];
    }

    private ReadOnlyMemory<byte> Packed(int place)
    {
        var (from, to) = (_places ??= FindValues())[place];
        return _packedValues[from..to];
    }

    private (int, int)[] FindValues()
    {
        var places = new (int, int)[_keys.Length];
        var reader = new Utf8JsonReader(_packedValues.Span, new JsonReaderOptions { MaxDepth = Deep.MaxDepth });
        reader.Read();
        for (var i = 0; i < places.Length; i++)
        {
            reader.Read();
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            places[i] = (from, (int)reader.BytesConsumed);
        }
        return places;
    }

    /// <inheritdoc cref="HeldSince(string)"/>
    public static Instant? HeldSince(ref PackedReader reader, string key)
    {
        long since = 0;
        for (var left = reader.Count(); left > 0; left--)
        {
            var name = reader.Name();
            since += reader.Signed();
            if (name == key)
            {
                return new Instant(since);
            }
        }
        return null;
    }

    public static ContactFacts Unpack(ref PackedReader reader) => new(ref reader);

    public void Pack(PackedWriter writer)
    {
        writer.Count(_keys.Length);
        for (var i = 0; i < _keys.Length; i++)
        {
            writer.Name(_keys[i]);
            writer.Signed(_since[i] - (i == 0 ? 0 : _since[i - 1]));
        }
        PackValues(writer);
        PackBefore(writer);
        PackTexts(writer, Emails);
        PackTexts(writer, Phones);
        PackTexts(writer, Tags);
        foreach (var since in TagsSince)
        {
            writer.Signed(since.Ms);
        }
        PackTexts(writer, Sources);
        PackTexts(writer, Accounts);
        PackTexts(writer, Imports);
        PackPins(writer);
        PackTeams(writer);
        writer.Name(Origin);
        writer.Byte((byte)((Archived ? Flags.Archived : 0) | (Subscribed ? Flags.Subscribed : 0) | (Identified ? Flags.Identified : 0)
            | (Imported ? Flags.Imported : 0) | (Organized ? Flags.Organized : 0) | (ArchivesAt is null ? 0 : Flags.ArchivesAt)
            | (City is null ? 0 : Flags.City) | (Country is null ? 0 : Flags.Country)));
        if (ArchivesAt is { } archives)
        {
            writer.Signed(archives.Ms);
        }
        if (City is not null)
        {
            writer.Text(City);
        }
        if (Country is not null)
        {
            writer.Name(Country);
        }
        writer.Signed(CreatedAt.From);
        writer.Signed(CreatedAt.To - CreatedAt.From);
    }

    private void PackValues(PackedWriter writer)
    {
        if (!_packedValues.IsEmpty)
        {
            writer.Bytes(_packedValues.Span);
            return;
        }
        writer.Count(2 + Math.Max(0, _values!.Length - 1) + _values.Sum(value => JsonMarshal.GetRawUtf8Value(value).Length));
        writer.Byte((byte)'[');
        for (var i = 0; i < _values.Length; i++)
        {
            if (i > 0)
            {
                writer.Byte((byte)',');
            }
            writer.Raw(JsonMarshal.GetRawUtf8Value(_values[i]));
        }
        writer.Byte((byte)']');
    }

    private void PackBefore(PackedWriter writer)
    {
        writer.Count(_before?.Count ?? 0);
        foreach (var (key, values) in _before ?? [])
        {
            writer.Name(key);
            writer.Count(values.Length);
            foreach (var (json, since) in values)
            {
                writer.Text(json);
                writer.Signed(since.Ms);
            }
        }
    }

    private static Dictionary<string, (string Json, Instant Since)[]>? ReadBefore(ref PackedReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return null;
        }
        var before = new Dictionary<string, (string, Instant)[]>(count, StringComparer.Ordinal);
        for (; count > 0; count--)
        {
            var values = before[reader.Name()] = new (string, Instant)[reader.Count()];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (reader.Text(), new Instant(reader.Signed()));
            }
        }
        return before;
    }

    private static void PackTexts(PackedWriter writer, ImmutableArray<string> texts)
    {
        writer.Count(texts.Length);
        foreach (var text in texts)
        {
            writer.Text(text);
        }
    }

    private static ImmutableArray<string> ReadTexts(ref PackedReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return [];
        }
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            texts[i] = reader.Text();
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(texts);
    }

    private static (ImmutableArray<string>, ImmutableArray<Instant>) ReadTags(ref PackedReader reader)
    {
        var tags = ReadTexts(ref reader);
        var since = new Instant[tags.Length];
        for (var i = 0; i < since.Length; i++)
        {
            since[i] = new Instant(reader.Signed());
        }
        return (tags, ImmutableCollectionsMarshal.AsImmutableArray(since));
    }

    private void PackPins(PackedWriter writer)
    {
        writer.Count(Pins.Count);
        foreach (var (audience, pin) in Pins)
        {
            writer.Text(audience);
            writer.Byte(pin.In ? (byte)1 : (byte)0);
            PackStamp(writer, pin.Stamp);
        }
    }

    private static ImmutableSortedDictionary<string, Pin> ReadPins(ref PackedReader reader)
    {
        var pins = Profile.Empty.Pins;
        for (var count = reader.Count(); count > 0; count--)
        {
            pins = pins.Add(reader.Text(), new Pin(reader.Byte() == 1, ReadStamp(ref reader)));
        }
        return pins;
    }

    private void PackTeams(PackedWriter writer)
    {
        writer.Count(Teams.Count);
        foreach (var (team, sharing) in Teams)
        {
            writer.Text(team);
            PackStamp(writer, sharing.Stamp);
            writer.Byte(sharing.Archived is null ? (byte)0 : (byte)1);
            if (sharing.Archived is { } archived)
            {
                writer.Signed(archived.At.Ms);
                writer.Text(archived.By);
                writer.Text(archived.Reason);
            }
        }
    }

    private static ImmutableSortedDictionary<string, TeamSharing> ReadTeams(ref PackedReader reader)
    {
        var teams = Profile.Empty.Teams;
        for (var count = reader.Count(); count > 0; count--)
        {
            var (team, stamp) = (reader.Text(), ReadStamp(ref reader));
            Archived? archived = reader.Byte() == 0 ? null : new Archived(new Instant(reader.Signed()), reader.Text(), reader.Text());
            teams = teams.Add(team, new TeamSharing(stamp, archived));
        }
        return teams;
    }

    private static void PackStamp(PackedWriter writer, Stamp stamp)
    {
        writer.Signed(stamp.At.Ms);
        writer.Text(stamp.By);
        writer.Text(stamp.From);
        writer.Byte(stamp.Tie is null ? (byte)0 : (byte)1);
        if (stamp.Tie is not null)
        {
            writer.Text(stamp.Tie);
        }
    }

    private static Stamp ReadStamp(ref PackedReader reader) =>
        new(new Instant(reader.Signed()), reader.Text(), reader.Text(), reader.Byte() == 0 ? null : reader.Text());
}
