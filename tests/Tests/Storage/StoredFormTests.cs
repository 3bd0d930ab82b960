using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
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

    static readonly Stamp Usual = new(new(1_700_000_000_000), "key:k", "api", null);

    // Most values bear the stamp of one write; some nearly that.
    static readonly Gen<Stamp> Stamps = Gen.Frequency(
        (3, Gen.Constant(Usual)), (1, Gen.Constant(Usual with { Tie = "t" })), (1, Gen.Constant(default(Stamp) with { By = "", From = "" })),
        (2, from at in Instants from who in Texts from source in Texts from tie in Maybe(Texts) select new Stamp(at, who, source, tie)));

    static readonly Gen<Address> Addresses =
        from value in Texts from normal in Maybe(Texts) from label in Maybe(Texts) from stamp in Stamps select new Address(value, normal, label, stamp);

    static readonly Gen<EarlierValue> Earlier =
        from at in Instants from json in Maybe(Texts) from stamp in Stamps from isKnown in Gen.Elements(true, false)
        select new EarlierValue(at, json, isKnown ? stamp : null);

    static readonly Gen<ProfileValue> Values =
        from json in Texts from stamp in Stamps from earlier in Earlier.ListOf() from isFirst in Gen.Elements(true, false)
        select new ProfileValue(json, stamp, isFirst ? null : [.. earlier]);

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
        Assert.Equal(Whole(profile), Whole(read));
        Assert.Same(StringComparer.Ordinal, read.Values.KeyComparer);
    }));

    [Fact]
    public void A_profile_that_an_earlier_program_wrote() => Check.QuickThrowOnFailure(Prop.ForAll(Profiles.ToArbitrary(), profile =>
        Assert.Equal(Whole(profile), Whole(StoredJson.ReadProfile(Encoding.UTF8.GetBytes(Whole(profile)))))));

    [Fact]
    public void Every_member_of_a_profile()
    {
        var full = new Profile
        {
            ExternalId = "x", AnonymousIds = ["a"], Emails = [new("E@x", "e@x", "home", Usual)], Phones = [new("1", null, null, Usual with { By = "user:1" })],
            Values = Profile.Empty.Values.Add("firstName", new("\"Ann\"", Usual, [new(new(5), "1", Usual), new(new(4), null)])),
            Tags = Profile.Empty.Tags.Add("t", Usual), Consents = Profile.Empty.Consents.Add("email", new("subscribed", "why", Usual)),
            Archived = new(new(1), "user:1", "hand"), Origin = "file", Sources = ["s"], Accounts = ["c"], EditedByPerson = true, CreatedAt = new(2),
            UpdatedAt = new(3), FormerExternalIds = ["f"], Imports = [new("user:1", "i", 3)], Pins = Profile.Empty.Pins.Add("aud", new(true, Usual)),
            Personal = true, Teams = Profile.Empty.Teams.Add("team", new(Usual, new(new(7), "user:2", "auto"))), Correspondence = new(new(8), null, new(9)),
            UnarchivedByPerson = true, ArchiveHistory = [new(true, new(10), "user:3", "hand", "team")],
            ImportGains = [new("i", "x", ["a"], ["s"], ["c"], [new("email", new("unknown", null, Usual)), new("sms", null)], 2, ["lost"])],
            Copies = [new(Guid.AllBitsSet, "user:4", ["e@x"], "{}", [new("share", new(11), "tag")])],
        };
        Assert.All(typeof(Profile).GetProperties(), member => Assert.NotEqual(member.GetValue(Profile.Empty), member.GetValue(full)));
        foreach (var profile in (Profile[])[full, Profile.Empty])
            Assert.Equal(Whole(profile), Whole(StoredJson.ReadProfile(Encoding.UTF8.GetBytes(StoredJson.Write(profile)))));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""{"emails":5}""")]
    [InlineData("""{"emails":[5]}""")]
    [InlineData("""{"accounts":null,"origin":"api"}""")]
    [InlineData("""{"values":["firstName"]}""")]
    [InlineData("""{"values":{"firstName":"Ann"}}""")]
    [InlineData("""{"tags":{"t":true}}""")]
    [InlineData("""{"stamp":7}""")]
    [InlineData("""{"tags":{"t":{"at":1""")]
    public void What_is_no_profile_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => StoredJson.ReadProfile(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_stamp_that_most_of_a_profile_bears_is_written_once_and_nothing_of_what_is_not_there()
    {
        var profile = Profile.Empty with
        {
            ExternalId = "x", CreatedAt = new(1), UpdatedAt = new(2), Tags = Profile.Empty.Tags.Add("t", Usual).Add("u", Usual with { Tie = "m" }),
            Values = Profile.Empty.Values.Add("firstName", new("\"Ann\"", Usual)),
        };
        Assert.Equal(
            """
            {"stamp":{"at":1700000000000,"by":"key:k","from":"api"},"externalId":"x","values":{"firstName":{"json":"\"Ann\""}},
            "tags":{"t":{},"u":{"at":1700000000000,"by":"key:k","from":"api","tie":"m"}},"origin":"api","createdAt":1,"updatedAt":2}
            """.ReplaceLineEndings(""), StoredJson.Write(profile));
    }

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
        Assert.Equal(Whole(Profile.Empty with { ExternalId = "x" }), Whole(read));
    }

    static Gen<string?> Maybe(Gen<string> texts) => Gen.OneOf(Gen.Constant<string?>(null), texts.Select(text => (string?)text));

    static Gen<ImmutableSortedDictionary<string, T>> Keyed<T>(Gen<T> items) =>
        from keys in Texts.ListOf()
        from values in items.ListOf(keys.Count)
        select keys.Zip(values).DistinctBy(pair => pair.First).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    // All it holds, in order, as programs wrote it that left nothing out.
    static string Whole(Profile profile) => JsonSerializer.Serialize(profile, StoredJson.Plain);
}
