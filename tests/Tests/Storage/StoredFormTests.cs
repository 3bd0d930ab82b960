using System.Collections.Immutable;
using System.Text;
using Audiences.Stored;
using Contracts;
using FsCheck;
using FsCheck.Fluent;
using Host.Storage;
using Host.Storage.Partitions;

namespace Tests.Storage;

/// <summary>What is written to a column is read back the same.</summary>
public sealed class StoredFormTests
{
    // Everything but lone surrogates, which the API refuses: quotes, controls, U+0000, letters beyond 16 bits, keys that sort differently by culture.
    static readonly Gen<string> Texts =
        Gen.Elements("a", "B", "_", "-", "é", "e\u0301", "😀", "\0", "\n", "\"", "\\", "/", "<", "ß", "İ", "\uFFFF", " ", "{}", "null")
            .ListOf().Select(parts => string.Concat(parts));

    static readonly Gen<Instant> Instants =
        Gen.Elements(0, 1, -1, 951_782_400_000, -2_208_988_800_000, 253_402_300_799_999, -62_135_596_800_000).Select(ms => new Instant(ms));

    static readonly Gen<Stamp> Stamps =
        from at in Instants from who in Texts from source in Texts from tie in Maybe(Texts) select new Stamp(at, who, source, tie);

    static readonly Gen<Address> Addresses =
        from value in Texts from normal in Maybe(Texts) from label in Maybe(Texts) from stamp in Stamps select new Address(value, normal, label, stamp);

    static readonly Gen<ProfileValue> Values = from json in Texts from stamp in Stamps select new ProfileValue(json, stamp);

    static readonly Gen<Consent> Consents = from state in Texts from why in Maybe(Texts) from stamp in Stamps select new Consent(state, why, stamp);

    static readonly Gen<Profile> Profiles =
        from external in Maybe(Texts)
        from anonymous in Texts.ListOf()
        from emails in Addresses.ListOf()
        from phones in Addresses.ListOf()
        from values in Keyed(Values)
        from tags in Keyed(Stamps)
        from consents in Keyed(Consents)
        from archived in Gen.OneOf(Gen.Constant<Archived?>(null), from at in Instants from who in Texts select (Archived?)new Archived(at, who, "hand"))
        from edited in Gen.Elements(true, false)
        from created in Instants
        select new Profile
        {
            ExternalId = external, AnonymousIds = [.. anonymous], FormerExternalIds = [.. anonymous.Skip(1)], Emails = [.. emails], Phones = [.. phones], Values = values, Tags = tags,
            Consents = consents, Archived = archived, Origin = "file", Sources = [.. anonymous], Accounts = [.. anonymous.Take(1)],
            Imports = [.. anonymous.Select(text => new ProfileImport(text, "i", 7))],
            Pins = tags.ToImmutableSortedDictionary(tag => tag.Key, tag => new Pin(tag.Key.Length % 2 == 0, tag.Value), StringComparer.Ordinal),
            Teams = tags.ToImmutableSortedDictionary(tag => tag.Key, tag => new TeamSharing(tag.Value, tag.Key.Length % 2 == 0 ? archived : null), StringComparer.Ordinal),
            Correspondence = new(archived?.At, created, null), UnarchivedByPerson = edited, Personal = edited,
            ArchiveHistory = [.. anonymous.Select(text => new ArchiveChange(edited, created, text, "hand", text.Length > 1 ? text : null))],
            EditedByPerson = edited, CreatedAt = created, UpdatedAt = created,
        };

    static readonly Gen<MemberSince[]> Members =
        from size in Gen.Elements(0, 1, 3, 5_000, 65_536)
        from shuffled in Gen.Elements(true, false)
        from step in Gen.Elements(0L, 1L, -77L, 86_400_000L)
        from start in Instants
        select Enumerable.Range(0, size)
            .Select(n => new MemberSince((ushort)(shuffled ? 65_535 - n : n * (65_536 / Math.Max(1, size))), new(start.Ms + n % 7 * step))).ToArray();

    [Fact]
    public void A_profile() => Check.QuickThrowOnFailure(Prop.ForAll(Profiles.ToArbitrary(), profile =>
    {
        var read = StoredJson.ReadProfile(Encoding.UTF8.GetBytes(StoredJson.Write(profile)));
        Assert.Equal(Lines(profile), Lines(read));
        Assert.Same(StringComparer.Ordinal, read.Values.KeyComparer);
    }));

    [Fact]
    public void Every_list_of_a_profile_is_compared_here() => Assert.Equal(
        ["AnonymousIds", "Emails", "Phones", "Values", "Tags", "Consents", "Sources", "Accounts", "FormerExternalIds", "Imports", "Pins", "Teams", "ArchiveHistory"],
        typeof(Profile).GetProperties().Where(property => property.PropertyType.Name.StartsWith("Immutable", StringComparison.Ordinal)).Select(property => property.Name));

    [Fact]
    public void Members_with_their_instants() => Check.QuickThrowOnFailure(Prop.ForAll(Members.ToArbitrary(), members =>
    {
        Assert.Equal(members, SlotSet.Members(SlotSet.Write([.. members])));
        var slots = members.Select(member => member.Slot).ToImmutableArray();
        Assert.Equal(slots.AsEnumerable(), SlotSet.Slots(SlotSet.Write(slots)));
    }));

    [Fact]
    public void Many_members_of_one_instant_take_little_more_than_a_bit_and_a_byte_each()
    {
        var all = Enumerable.Range(0, 65_536).Select(slot => new MemberSince((ushort)slot, new(1_700_000_000_000))).ToImmutableArray();
        Assert.InRange(SlotSet.Write(all).Length, 65_536, 65_536 + 8_192 + 32);
    }

    [Fact]
    public void A_profile_of_an_older_program_that_lacks_members_has_their_defaults()
    {
        var read = StoredJson.ReadProfile("""{"externalId":"x","unknown":[1]}"""u8);
        Assert.Equal(Lines(Profile.Empty with { ExternalId = "x" }), Lines(read));
    }

    static Gen<string?> Maybe(Gen<string> texts) => Gen.OneOf(Gen.Constant<string?>(null), texts.Select(text => (string?)text));

    static Gen<ImmutableSortedDictionary<string, T>> Keyed<T>(Gen<T> items) =>
        from keys in Texts.ListOf()
        from values in items.ListOf(keys.Count)
        select keys.Zip(values).DistinctBy(pair => pair.First).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    // Records hold arrays, which compare by reference; this compares all they hold, in order.
    static string[] Lines(Profile profile) =>
    [
        $"{profile with { AnonymousIds = [], FormerExternalIds = [], Emails = [], Phones = [], Sources = [], Accounts = [], Imports = [], ArchiveHistory = [] }}", .. profile.AnonymousIds, "/", .. profile.FormerExternalIds, "/",
        .. profile.Emails.Select(address => $"{address}"), "/", .. profile.Phones.Select(address => $"{address}"), "/",
        .. profile.Values.Select(pair => $"{pair}"), "/", .. profile.Tags.Select(pair => $"{pair}"), "/",
        .. profile.Consents.Select(pair => $"{pair}"), "/", .. profile.Sources, "/", .. profile.Accounts,
        "/", .. profile.Imports.Select(import => $"{import}"), "/", .. profile.Pins.Select(pair => $"{pair}"), "/", .. profile.Teams.Select(pair => $"{pair}"),
        "/", .. profile.ArchiveHistory.Select(change => $"{change}"),
    ];
}
