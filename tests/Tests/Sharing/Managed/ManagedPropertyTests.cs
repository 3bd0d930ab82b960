using System.Globalization;
using Audiences.Stored;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Tests.Sharing.Managed;

/// <summary>
/// Random sequences of orders, of people who come and go, of what users do with what they have, and of crashes, beside a plain model; every invariant is
/// looked at after each. <c>MANAGED_SEED</c> repeats a run, <c>MANAGED_OFFICES</c> asks for more than two.
/// </summary>
public sealed class ManagedPropertyTests(ITestOutputHelper output)
{
    private const int Deeds = 60;

    private static ulong Seed => ulong.TryParse(Environment.GetEnvironmentVariable("MANAGED_SEED"), out var given) ? given : (ulong)Random.Shared.Next();

    private static int Offices => int.TryParse(Environment.GetEnvironmentVariable("MANAGED_OFFICES"), CultureInfo.InvariantCulture, out var asked) ? asked : 2;

    [Fact]
    public async Task Whatever_happens_all_recipients_have_it_as_it_is_and_what_is_used_stays()
    {
        var seed = Seed;
        var (done, kept, gone) = (0, 0, 0);
        for (var number = 0; number < Offices; number++)
        {
            await using var office = await ManagedOffice.Open();
            var plain = new PlainManaged();
            var said = new List<string>();
            foreach (var deed in ManagedDeed.Any.Sample(Deeds, new Rnd(seed + (ulong)number), 5))
            {
                if (!plain.Do(deed)) continue;
                said.Add(deed.ToString());
                await office.Do(deed, plain);
                await office.Settle();
                plain.Settle();
                await new Invariants(office, plain, $"MANAGED_SEED={seed}, office {number}, after {string.Join("; ", said)}").Hold();
                done++;
            }
            (kept, gone) = (kept + plain.Kept.Count, gone + plain.Gone.Count);
        }
        output.WriteLine($"MANAGED_SEED={seed}: {done} deeds, {kept} audiences kept, {gone} gone");
    }

    /// <summary>Each by its name.</summary>
    private sealed class Invariants(ManagedOffice office, PlainManaged plain, string shownBy)
    {
        private TenantAudiences all = null!;

        public async Task Hold()
        {
            all = await office.All();
            Nobody_but_recipients_has_it_and_each_has_it_once();
            The_filters_are_the_sets();
            One_in_use_never_vanishes();
            One_not_in_use_never_stays();
            await Members_equal_the_definition_over_the_users_own_book();
            await Filters_are_read_only();
        }

        private void Nobody_but_recipients_has_it_and_each_has_it_once()
        {
            var has = all.Where(state => state.Managed is not null && state.Owner != "user:u").Select(state => $"{state.Owner} {SetOf(state)}").Order(StringComparer.Ordinal);
            var due = plain.Has.Keys.Select(key => $"{office.OwnerOf(key.Person)} {key.Set}").Order(StringComparer.Ordinal);
            Same(due, has, nameof(Nobody_but_recipients_has_it_and_each_has_it_once));
            foreach (var ((set, person), audience) in plain.Has)
            {
                var id = all.OwnedBy(office.OwnerOf(person)).Single(state => state.Managed is not null && SetOf(state) == set).Id;
                // The same as long as it is his.
                Equal(audience.Id == "" ? id : audience.Id, id, nameof(Nobody_but_recipients_has_it_and_each_has_it_once));
                audience.Id = id;
            }
        }

        private void The_filters_are_the_sets()
        {
            foreach (var audience in plain.Has.Values)
                Equal(
                    ("managed", audience.Plan, audience.Active), (all.Find(audience.Id)!.Kind, PlanOf(all.Find(audience.Id)!), all.Find(audience.Id)!.Status == "active"),
                    nameof(The_filters_are_the_sets));
        }

        private void One_in_use_never_vanishes()
        {
            foreach (var (_, audience) in plain.Kept)
                Equal(
                    ("custom", audience.Plan, audience.Active), all.Find(audience.Id) is { } state ? (state.Kind, PlanOf(state), state.Status == "active") : ("gone", "", false),
                    nameof(One_in_use_never_vanishes));
        }

        private void One_not_in_use_never_stays()
        {
            foreach (var id in plain.Gone)
                Equal(null, all.Find(id), nameof(One_not_in_use_never_stays));
            for (var person = 0; person < PlainManaged.People; person++)
                Equal(
                    plain.Has.Keys.Count(key => key.Person == person) + plain.Kept.Count(kept => kept.Person == person),
                    all.OwnedBy(office.OwnerOf(person)).Count(state => state.Origin == "share"), nameof(One_not_in_use_never_stays));
        }

        private async Task Members_equal_the_definition_over_the_users_own_book()
        {
            foreach (var (person, audience) in plain.Has.Select(has => (has.Key.Person, has.Value)).Concat(plain.Kept))
                Same([office.Contact(person, audience.Plan)], await office.Members(person, audience.Id), nameof(Members_equal_the_definition_over_the_users_own_book));
        }

        private async Task Filters_are_read_only()
        {
            foreach (var ((_, person), audience) in plain.Has)
                Same(["managed", "managed"], await office.Tries(person, audience.Id), nameof(Filters_are_read_only));
        }

        private int SetOf(AudienceState state) => Enumerable.Range(0, PlainManaged.Sets).Single(set => state.Name.StartsWith(ManagedOffice.NameOf(set), StringComparison.Ordinal));

        private static string PlanOf(AudienceState state) => state.Versions[^1].Definition.Contains("gold", StringComparison.Ordinal) ? "gold" : "silver";

        private void Equal<T>(T due, T found, string invariant) => Assert.True(EqualityComparer<T>.Default.Equals(due, found), $"{invariant}: {due} is due, and it is {found}: {shownBy}");

        private void Same<T>(IEnumerable<T> due, IEnumerable<T> found, string invariant) =>
            Assert.True(due.SequenceEqual(found), $"{invariant}: [{string.Join(", ", due)}] is due, and it is [{string.Join(", ", found)}]: {shownBy}");
    }
}
