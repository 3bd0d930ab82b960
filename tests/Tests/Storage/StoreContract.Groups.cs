using System.Globalization;
using Audiences.Stored;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    static readonly Guid[] People = [.. Enumerable.Range(1, 4).Select(n => new Guid(n, 0, 0, new byte[8]))];

    static readonly Gen<Order> Orders =
        from kind in Gen.Choose(0, 6)
        from who in Gen.Choose(0, 3)
        from other in Gen.Choose(0, 3)
        from version in Gen.Frequency((1, Gen.Constant(0L)), (4, Gen.Constant(1L)), (3, Gen.Constant(2L)), (1, Gen.Constant(3L)))
        from key in Gen.Elements("k1", "k2", "k3")
        select new Order(kind, who, other, version, key);

    /// <summary>How many random lists of orders are tried; <c>STORE_LIVES</c> asks for more.</summary>
    static int Lives => int.TryParse(Environment.GetEnvironmentVariable("STORE_LIVES"), CultureInfo.InvariantCulture, out var asked) ? asked : 30;

    /// <summary>
    /// The same orders, once in one transaction and once each in its own, have the same answers and leave the same behind:
    /// creating, editing, events, claims, closes, absorbing, erasing and slots that clash, in any order and often from wrong versions.
    /// </summary>
    [ContractFact]
    public async Task A_group_does_what_its_members_would_do_one_by_one()
    {
        var run = 0;
        foreach (var orders in Orders.ListOf().Sample(Lives))
        {
            var (grouped, single) = ($"g{run}", $"s{run++}");
            await Partitions.Partitions(grouped, default);
            await Partitions.Partitions(single, default);
            Order[] all = [.. People.Select((_, who) => new Order(0, who, 0, 0, $"own{who}")), .. orders];
            var appends = all.Select(order => order.ToAppend()).ToArray();

            using var hold = new Hold(store.Database);
            await hold.Reached;
            var together = appends.Select(append => Answer(append, grouped)).ToArray();
            hold.Release();
            var alone = new List<string>();
            foreach (var append in appends) alone.Add(await Answer(append, single));

            var context = string.Join('\n', all.Select(order => $"{order}"));
            AssertSame(context, alone, await Task.WhenAll(together));
            AssertSame(context, await Left(single), await Left(grouped));
        }
    }

    async Task<string> Answer(PartitionAppend append, string tenant)
    {
        try
        {
            var write = append.Contact! with { Write = append.Contact.Write is { } row ? row with { Tenant = tenant } : null };
            return $"{await Partitions.Append(append with { Tenant = tenant, Contact = write }, default)}";
        }
        catch (Exception failure)
        {
            return failure.Message;
        }
    }

    async Task<List<string>> Left(string tenant)
    {
        var left = new List<string>();
        await foreach (var contact in Partitions.Contacts(tenant, 0, default))
            left.Add($"{contact.Id} in {contact.Slot} v{contact.Version} {contact.State} into {contact.MergedInto}");
        foreach (var (slot, message) in await Messages(tenant)) left.Add($"{slot} {message}");
        await foreach (var record in Partitions.Memberships(tenant, 0, 0, default)) left.Add($"{record}");
        Identity[] identities =
        [
            .. People.Select((_, who) => Some.External($"own{who}")), .. new[] { "k1", "k2", "k3" }.SelectMany(key => new[] { Some.External(key), Some.Anonymous(key) }),
            Some.Email("shared@x"),
        ];
        foreach (var holders in await Contacts.Resolve(tenant, Some.Book, [.. identities], 9, default))
            left.Add($"{holders.Identity} {holders.Suppressed} {string.Join(' ', holders.Contacts)}");
        left.Add($"{await Partitions.Open(tenant, 0, default)}");
        return left;
    }

    static void AssertSame(string orders, IEnumerable<string> alone, IEnumerable<string> together) => Assert.True(
        alone.SequenceEqual(together), $"Orders:\n{orders}\nalone:\n{string.Join('\n', alone)}\ntogether:\n{string.Join('\n', together)}");

    sealed record Order(int Kind, int Who, int Other, long Version, string Key)
    {
        public PartitionAppend ToAppend()
        {
            var (id, other) = (People[Who], People[Other]);
            var row = Some.Contact(id, Who, Version + 1);
            var write = Kind switch
            {
                0 => Some.Write(id, Version, row, [Some.External(Key), Some.Email("shared@x")]),
                1 => Some.Write(id, Version, null),
                2 => Some.Write(id, Version, row, [Some.Anonymous(Key)], [Some.External(Key)]),
                3 => Some.Write(id, Version, row with { State = ContactState.Merging, MergedInto = other }, closeInto: other),
                4 => Some.Write(id, Version, row, absorbs: new(other, 0, [])),
                5 => Some.Write(id, Version, row with { State = ContactState.Erased }, suppress: Key == "k3"),
                _ => Some.Write(new Guid(99, (short)Other, 0, new byte[8]), 0, Some.Contact(new Guid(99, (short)Other, 0, new byte[8]), Other + (Key == "k1" ? 9 : 0))),
            };
            return Some.Append(0, write, Some.Row(write.Id, Some.Step(Kind == 1 ? StepKind.Track : StepKind.Edit), Who, Some.Entry(id)));
        }
    }
}
