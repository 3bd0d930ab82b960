using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Host.Storage.Contacts;

/// <summary>Reads what <see cref="ProfileWriter"/> wrote, and what earlier programs did: what is not there is as in <see cref="Profile.Empty"/>, and a stamp the common one.</summary>
internal ref struct ProfileReader
{
    Utf8JsonReader reader;
    Stamp common;

    ProfileReader(ReadOnlySpan<byte> json) => reader = new(json);

    /// <exception cref="JsonException">It is no profile.</exception>
    public static Profile Read(ReadOnlySpan<byte> json) => new ProfileReader(json).ReadAll();

    Profile ReadAll()
    {
        var empty = Profile.Empty;
        var (externalId, origin, archived, correspondence) = (empty.ExternalId, empty.Origin, empty.Archived, empty.Correspondence);
        var (anonymousIds, formerExternalIds, sources, accounts) = (empty.AnonymousIds, empty.FormerExternalIds, empty.Sources, empty.Accounts);
        var (emails, phones, values, tags, consents) = (empty.Emails, empty.Phones, empty.Values, empty.Tags, empty.Consents);
        var (imports, pins, teams, archiveHistory, importGains, copies) =
            (empty.Imports, empty.Pins, empty.Teams, empty.ArchiveHistory, empty.ImportGains, empty.Copies);
        var (editedByPerson, personal, unarchivedByPerson) = (false, false, false);
        var (createdAt, updatedAt) = (empty.CreatedAt, empty.UpdatedAt);
        Enter(JsonTokenType.StartObject);
        while (NextMember())
        {
            if (Is("stamp"u8)) common = Stamp();
            else if (Is("externalId"u8)) externalId = Text();
            else if (Is("anonymousIds"u8)) anonymousIds = Texts();
            else if (Is("emails"u8)) emails = Addresses();
            else if (Is("phones"u8)) phones = Addresses();
            else if (Is("values"u8)) values = Keyed(empty.Values, static (ref of) => of.Value());
            else if (Is("tags"u8)) tags = Keyed(empty.Tags, static (ref of) => of.Stamp());
            else if (Is("consents"u8)) consents = Keyed(empty.Consents, static (ref of) => of.Consent());
            else if (Is("archived"u8)) archived = Any<Archived?>();
            else if (Is("origin"u8)) origin = Text();
            else if (Is("sources"u8)) sources = Texts();
            else if (Is("accounts"u8)) accounts = Texts();
            else if (Is("editedByPerson"u8)) editedByPerson = Flag();
            else if (Is("createdAt"u8)) createdAt = Instant();
            else if (Is("updatedAt"u8)) updatedAt = Instant();
            else if (Is("formerExternalIds"u8)) formerExternalIds = Texts();
            else if (Is("imports"u8)) imports = Any<ImmutableArray<ProfileImport>>();
            else if (Is("pins"u8)) pins = Any<ImmutableSortedDictionary<string, Pin>>();
            else if (Is("personal"u8)) personal = Flag();
            else if (Is("teams"u8)) teams = Any<ImmutableSortedDictionary<string, TeamSharing>>();
            else if (Is("correspondence"u8)) correspondence = Any<Correspondence>();
            else if (Is("unarchivedByPerson"u8)) unarchivedByPerson = Flag();
            else if (Is("archiveHistory"u8)) archiveHistory = Any<ImmutableArray<ArchiveChange>>();
            else if (Is("importGains"u8)) importGains = Any<ImmutableArray<ImportGain>?>();
            else if (Is("copies"u8)) copies = Any<ImmutableArray<CopyLink>?>();
            else Skip();
        }
        return new Profile
        {
            ExternalId = externalId, AnonymousIds = anonymousIds, Emails = emails, Phones = phones, Values = values, Tags = tags, Consents = consents,
            Archived = archived, Origin = origin, Sources = sources, Accounts = accounts, EditedByPerson = editedByPerson, CreatedAt = createdAt,
            UpdatedAt = updatedAt, FormerExternalIds = formerExternalIds, Imports = imports, Pins = pins, Personal = personal, Teams = teams,
            Correspondence = correspondence, UnarchivedByPerson = unarchivedByPerson, ArchiveHistory = archiveHistory, ImportGains = importGains,
            Copies = copies,
        };
    }

    delegate T Item<out T>(ref ProfileReader of);

    void Enter(JsonTokenType expected)
    {
        reader.Read();
        Require(expected);
    }

    readonly void Require(JsonTokenType expected)
    {
        if (reader.TokenType != expected) throw new JsonException($"A profile has {reader.TokenType} where {expected} belongs.");
    }

    /// <summary>To the name of the next member of the object that the reader is in; false at its end.</summary>
    bool NextMember()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    bool NextItem()
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    readonly bool Is(ReadOnlySpan<byte> name) => reader.ValueTextEquals(name);

    string Text()
    {
        reader.Read();
        return reader.GetString()!;
    }

    bool Flag()
    {
        reader.Read();
        return reader.GetBoolean();
    }

    Instant Instant()
    {
        reader.Read();
        return new(reader.GetInt64());
    }

    void Skip()
    {
        reader.Read();
        reader.Skip();
    }

    T Any<T>()
    {
        reader.Read();
        return JsonSerializer.Deserialize<T>(ref reader, StoredJson.Plain)!;
    }

    ImmutableArray<string> Texts()
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        for (Enter(JsonTokenType.StartArray); NextItem();) texts.Add(reader.GetString()!);
        return texts.DrainToImmutable();
    }

    ImmutableSortedDictionary<string, T> Keyed<T>(ImmutableSortedDictionary<string, T> none, Item<T> read)
    {
        var items = none.ToBuilder();
        for (Enter(JsonTokenType.StartObject); NextMember();)
        {
            var key = reader.GetString()!;
            items[key] = read(ref this);
        }
        return items.ToImmutable();
    }

    ImmutableArray<Address> Addresses()
    {
        var addresses = ImmutableArray.CreateBuilder<Address>();
        for (Enter(JsonTokenType.StartArray); NextItem();)
        {
            Require(JsonTokenType.StartObject);
            var address = new Address("", null, null, common);
            while (NextMember())
            {
                if (Is("value"u8)) address = address with { Value = Text() };
                else if (Is("normal"u8)) address = address with { Normal = Text() };
                else if (Is("label"u8)) address = address with { Label = Text() };
                else if (Is("stamp"u8)) address = address with { Stamp = Stamp() };
                else Skip();
            }
            addresses.Add(address);
        }
        return addresses.DrainToImmutable();
    }

    ProfileValue Value()
    {
        var value = new ProfileValue("null", common);
        for (Enter(JsonTokenType.StartObject); NextMember();)
        {
            if (Is("json"u8)) value = value with { Json = Text() };
            else if (Is("stamp"u8)) value = value with { Stamp = Stamp() };
            else if (Is("earlier"u8)) value = value with { Earlier = Any<ImmutableArray<EarlierValue>?>() };
            else Skip();
        }
        return value;
    }

    Consent Consent()
    {
        var consent = new Consent("unknown", null, common);
        for (Enter(JsonTokenType.StartObject); NextMember();)
        {
            if (Is("state"u8)) consent = consent with { State = Text() };
            else if (Is("why"u8)) consent = consent with { Why = Text() };
            else if (Is("stamp"u8)) consent = consent with { Stamp = Stamp() };
            else Skip();
        }
        return consent;
    }

    Stamp Stamp()
    {
        var stamp = common;
        var isOwn = false;
        for (Enter(JsonTokenType.StartObject); NextMember(); isOwn = true)
        {
            // What it does not say of itself is not the common one's.
            if (!isOwn) stamp = default;
            if (Is("at"u8)) stamp = stamp with { At = Instant() };
            else if (Is("by"u8)) stamp = stamp with { By = Text() };
            else if (Is("from"u8)) stamp = stamp with { From = Text() };
            else if (Is("tie"u8)) stamp = stamp with { Tie = Text() };
            else Skip();
        }
        return stamp;
    }
}
