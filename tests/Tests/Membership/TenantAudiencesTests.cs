using System.Collections.Immutable;
using Audiences.Stored;

namespace Tests.Membership;

public sealed class TenantAudiencesTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 30).Select(number => $"{number:x2}")];
    private static readonly string[] Owners = ["user:a", "user:b", "organisation:o"];

    [Fact]
    public void Whatever_is_written_it_finds_lists_and_relates_the_audiences_as_they_are()
    {
        var random = new Random(11);
        var (audiences, plain) = (TenantAudiences.Empty, new Dictionary<string, AudienceState>());
        for (var step = 0; step < 500; step++)
        {
            var written = Ids.Where(_ => random.Next(10) == 0).Select(id => Written(random, id, plain.GetValueOrDefault(id))).ToArray();
            var before = audiences.ToArray();
            var after = audiences.With(written);
            Assert.Equal(before, audiences);
            audiences = after;
            foreach (var state in written)
                plain[state.Id] = state;
            Compare(plain.Values.Where(state => !state.Deleted), audiences);
        }
    }

    private static void Compare(IEnumerable<AudienceState> states, TenantAudiences audiences)
    {
        AudienceState[] expected = [.. states.OrderBy(state => state.CreatedAt).ThenBy(state => state.Id, StringComparer.Ordinal)];
        Assert.Equal(expected, audiences);
        Assert.Equal(expected.Length, audiences.Count);
        string[] two = [Owners[0], Owners[2]];
        Assert.Equal(expected.Where(state => two.Contains(state.Owner)), audiences.OwnedBy(two));
        foreach (var id in Ids)
        {
            Assert.Same(expected.FirstOrDefault(state => state.Id == id), audiences.Find(id));
            Assert.Equal(expected.Where(state => (state.Building ?? state.Serving)?.Uses.ContainsKey(id) == true), audiences.UsersOf(id));
        }
    }

    /// <summary>What is deleted stays so; when it was created never changes.</summary>
    private static AudienceState Written(Random random, string id, AudienceState? before) => new()
    {
        Id = id,
        Owner = Owners[random.Next(Owners.Length)],
        CreatedAt = before?.CreatedAt ?? new(random.Next(5)),
        Serving = random.Next(2) == 0 ? null : Build(random),
        Building = random.Next(2) == 0 ? null : Build(random),
        Deleted = before is { Deleted: true } || random.Next(40) == 0,
    };

    private static AudienceBuild Build(Random random) => new(
        1, 1, "{}", Ids.Where(_ => random.Next(15) == 0).ToImmutableDictionary(id => id, _ => 1));
}
