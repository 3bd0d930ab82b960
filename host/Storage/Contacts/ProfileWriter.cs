using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Contracts;

namespace Host.Storage.Contacts;

/// <summary>
/// Writes a profile for its column: JSON without what the profile does not have, and with the stamp that most of it bears written once. There are
/// millions of them, and most were made by one write.
/// </summary>
/// <remarks>Members may be added; their names must stay. Earlier programs wrote all members, and each stamp: <see cref="ProfileReader"/> reads both.</remarks>
internal readonly ref struct ProfileWriter
{
    // Not for a web page, so nothing but what JSON itself asks for is escaped.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly Utf8JsonWriter writer;
    readonly Stamp? common;

    ProfileWriter(Utf8JsonWriter writer, Stamp? common) => (this.writer, this.common) = (writer, common);

    public static string Write(Profile profile)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(bytes, Options);
        new ProfileWriter(writer, Common(profile)).WriteAll(profile);
        writer.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The stamp that more than half of them bear, if there is one; else any. Two that are not alike cancel each other out.</summary>
    static Stamp? Common(Profile profile)
    {
        (Stamp? common, var lead) = (null, 0);
        void Count(Stamp stamp)
        {
            if (lead == 0) common = stamp;
            lead += common == stamp ? 1 : -1;
        }
        foreach (var address in profile.Emails) Count(address.Stamp);
        foreach (var address in profile.Phones) Count(address.Stamp);
        foreach (var (_, value) in profile.Values) Count(value.Stamp);
        foreach (var (_, stamp) in profile.Tags) Count(stamp);
        foreach (var (_, consent) in profile.Consents) Count(consent.Stamp);
        return common;
    }

    void WriteAll(Profile profile)
    {
        writer.WriteStartObject();
        // First: who reads the others asks for it.
        if (common is { } stamp) Stamped("stamp", stamp);
        Text("externalId", profile.ExternalId);
        Texts("anonymousIds", profile.AnonymousIds);
        Addresses("emails", profile.Emails);
        Addresses("phones", profile.Phones);
        Keyed("values", profile.Values, static (of, value) => of.Value(value));
        Keyed("tags", profile.Tags, static (of, stamp) => of.Tag(stamp));
        Keyed("consents", profile.Consents, static (of, consent) => of.Consent(consent));
        Any("archived", profile.Archived, profile.Archived is null);
        Text("origin", profile.Origin);
        Texts("sources", profile.Sources);
        Texts("accounts", profile.Accounts);
        Flag("editedByPerson", profile.EditedByPerson);
        writer.WriteNumber("createdAt", profile.CreatedAt.Ms);
        writer.WriteNumber("updatedAt", profile.UpdatedAt.Ms);
        Texts("formerExternalIds", profile.FormerExternalIds);
        Any("imports", profile.Imports, profile.Imports.IsEmpty);
        Any("pins", profile.Pins, profile.Pins.IsEmpty);
        Flag("personal", profile.Personal);
        Any("teams", profile.Teams, profile.Teams.IsEmpty);
        Any("correspondence", profile.Correspondence, profile.Correspondence == default);
        Flag("unarchivedByPerson", profile.UnarchivedByPerson);
        Any("archiveHistory", profile.ArchiveHistory, profile.ArchiveHistory.IsEmpty);
        Any("importGains", profile.ImportGains, profile.ImportGains is null);
        Any("copies", profile.Copies, profile.Copies is null);
        writer.WriteEndObject();
    }

    void Text(string name, string? text)
    {
        if (text is not null) writer.WriteString(name, text);
    }

    void Flag(string name, bool isSo)
    {
        if (isSo) writer.WriteBoolean(name, true);
    }

    void Any<T>(string name, T value, bool isNothing)
    {
        if (isNothing) return;
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, StoredJson.Plain);
    }

    void Texts(string name, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty) return;
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    void Addresses(string name, ImmutableArray<Address> addresses)
    {
        if (addresses.IsEmpty) return;
        writer.WriteStartArray(name);
        foreach (var address in addresses)
        {
            writer.WriteStartObject();
            writer.WriteString("value", address.Value);
            Text("normal", address.Normal);
            Text("label", address.Label);
            Unless("stamp", address.Stamp);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    void Keyed<T>(string name, ImmutableSortedDictionary<string, T> items, Members<T> members)
    {
        if (items.IsEmpty) return;
        writer.WriteStartObject(name);
        foreach (var (key, item) in items)
        {
            writer.WriteStartObject(key);
            members(this, item);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    delegate void Members<in T>(ProfileWriter of, T item);

    void Value(ProfileValue value)
    {
        writer.WriteString("json", value.Json);
        Unless("stamp", value.Stamp);
        Any("earlier", value.Earlier, value.Earlier is null);
    }

    void Tag(Stamp stamp)
    {
        if (stamp != common) Stamp(stamp);
    }

    void Consent(Consent consent)
    {
        writer.WriteString("state", consent.State);
        Text("why", consent.Why);
        Unless("stamp", consent.Stamp);
    }

    void Unless(string name, Stamp stamp)
    {
        if (stamp != common) Stamped(name, stamp);
    }

    void Stamped(string name, Stamp stamp)
    {
        writer.WriteStartObject(name);
        Stamp(stamp);
        writer.WriteEndObject();
    }

    void Stamp(Stamp stamp)
    {
        writer.WriteNumber("at", stamp.At.Ms);
        writer.WriteString("by", stamp.By);
        writer.WriteString("from", stamp.From);
        Text("tie", stamp.Tie);
    }
}
