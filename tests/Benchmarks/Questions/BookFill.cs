using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Audiences.Stored;
using Contacts;
using Contracts;
using Host.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks.Questions;

/// <summary>
/// Writes a crowd into the data folder of a server that does not run, through the store that partitions write to: over HTTP ten million
/// events would take a quarter of an hour. The rows are those that the server would have written; only who judges them is left out, as
/// no audience is there yet.
/// </summary>
/// <param name="book">Of the tenant.</param>
internal sealed class BookFill(Crowd crowd, string tenant, string book)
{
    private const int OpenAtOnce = 4;
    private const int ContactsTogether = 2_000;
    private const int EventsTogether = 8_000;

    private readonly Dictionary<int, long> epochs = [];

    public async Task Fill(string folder)
    {
        await using var services = new ServiceCollection().AddLogging().AddSqliteStorage(folder).BuildServiceProvider();
        await services.GetRequiredService<Database>().Open(CancellationToken.None);
        var store = services.GetRequiredService<IPartitionStore>();
        await OpenPartitions(store);
        await WriteTogether(Enumerable.Range(0, crowd.Contacts).Chunk(ContactsTogether * OpenAtOnce).Select(numbers => numbers.AsParallel().AsOrdered().Select(Contact)), async written =>
        {
            foreach (var appends in written.GroupBy(append => append.Partition))
                Check((await store.AppendMany([.. appends], CancellationToken.None)).Results);
        });
        await WriteTogether(Batches(), async appends =>
        {
            foreach (var append in appends)
                Check([await store.Append(append, CancellationToken.None)]);
        });
    }

    private static (int Partition, int Slot) Place(int contact)
    {
        const int round = GrainKeys.PartitionSize * OpenAtOnce;
        return ((contact / round * OpenAtOnce) + (contact % OpenAtOnce), contact % round / OpenAtOnce);
    }

    private async Task OpenPartitions(IPartitionStore store)
    {
        await store.Partitions(tenant, CancellationToken.None);
        for (var partition = 0; partition <= Place(crowd.Contacts - 1).Partition || partition < OpenAtOnce; partition++)
        {
            await store.Add(tenant, partition, CancellationToken.None);
            epochs[partition] = (await store.Open(tenant, partition, CancellationToken.None)).Epoch;
        }
    }

    /// <summary>The next piece is made while the one before it is written.</summary>
    private static async Task WriteTogether<T>(IEnumerable<IEnumerable<T>> pieces, Func<T[], Task> write)
    {
        var writing = Task.CompletedTask;
        foreach (var piece in pieces)
        {
            T[] made = [.. piece];
            await writing;
            writing = write(made);
        }
        await writing;
    }

    private PartitionAppend Contact(int number)
    {
        var person = crowd.Person(number);
        var (partition, slot) = Place(number);
        var edit = new ContactEdit(EditKind.Upsert, Body(person), new(new(person.CreatedAt), "key:benchmark", "api", null), null);
        var route = new Route(Id(number), null, [new(IdentityKind.External, ExternalId(number))]);
        var profile = EditPlan.After(null, route, edit)!;
        var commit = EditPlan.Commit(book, route.Contact, null, [EditPlan.Step(edit, null, profile)], profile);
        var row = new StoredContact(tenant, book, route.Contact, partition, slot, 1, ContactState.Live, null, profile);
        return new(
            tenant, partition, epochs[partition], [new(book, slot, route.Contact, commit.Steps[0], null, [])],
            new(route.Contact, 0, row, commit.Claims, [], null, null, [], false, false));
    }

    /// <summary>Events in the order of time, gathered by partition.</summary>
    private IEnumerable<IEnumerable<PartitionAppend>> Batches()
    {
        var gathered = epochs.Keys.ToDictionary(partition => partition, _ => new List<AppendRow>());
        foreach (var numbers in Numbers().Chunk(EventsTogether))
        {
            foreach (var (partition, row) in numbers.AsParallel().AsOrdered().Select(Event))
                gathered[partition].Add(row);
            yield return Taken(rows => rows.Count >= EventsTogether);
        }
        yield return Taken(rows => rows.Count > 0);

        PartitionAppend[] Taken(Func<List<AppendRow>, bool> isDue) => [.. gathered.Where(one => isDue(one.Value)).Select(one =>
        {
            ImmutableArray<AppendRow> rows = [.. one.Value];
            one.Value.Clear();
            return new PartitionAppend(tenant, one.Key, epochs[one.Key], rows);
        })];
    }

    private IEnumerable<long> Numbers()
    {
        for (var number = 0L; number < crowd.Events; number++) yield return number;
    }

    private (int Partition, AppendRow Row) Event(long number)
    {
        var happening = crowd.Happening(number);
        var (partition, slot) = Place(happening.Contact);
        var at = new Instant(happening.At);
        var payload =
            $$$$"""
            {"type":"track","userId":"{{{{ExternalId(happening.Contact)}}}}","event":"{{{{happening.Name}}}}","properties":{{{{Properties(happening)}}}},"timestamp":"{{{{at}}}}","context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}}}
            """;
        // Only a message that comes again has its hash compared.
        var step = new ContactStep(StepKind.Track, at, at, happening.Name, MessageId(number, happening.At), number, payload, null, Cause.Event);
        return (partition, new(book, slot, Id(happening.Contact), step, null, []));
    }

    private static string Properties(Happening happening) =>
        $"{{{string.Join(',', happening.Values.Select(value => value.Property.IsText ? $"\"{value.Property.Name}\":\"{value.Value}\"" : $"\"{value.Property.Name}\":{value.Value}"))}}}";

    private static string Body(Person person)
    {
        var traits = new JsonObject();
        if (person.Plan is not null) traits["plan"] = person.Plan;
        if (person.Points is not null) traits["points"] = person.Points;
        var body = new JsonObject
        {
            ["externalId"] = ExternalId(person.Number), ["email"] = person.Email, ["firstName"] = person.FirstName, ["lastName"] = person.LastName,
            ["traits"] = traits, ["tags"] = new JsonArray([.. person.Tags.Select(tag => (JsonNode)tag)]),
        };
        if (person.Country is not null) body["address"] = new JsonObject { ["country"] = person.Country };
        if (person.Stage is not null) body["stage"] = person.Stage;
        if (person.Subscribed is not null) body["subscribed"] = person.Subscribed;
        return body.ToJsonString();
    }

    public static string ExternalId(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{number}");

    private static string MessageId(long number, long at) => string.Create(CultureInfo.InvariantCulture, $"node-next-{at}-{new Draw((ulong)number).Next():x16}");

    /// <summary>In the order of creation, as the server's own are.</summary>
    private static Guid Id(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], new Draw((ulong)number).Next());
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new(bytes, bigEndian: true);
    }

    private static void Check(IEnumerable<AppendResult> results)
    {
        foreach (var result in results)
            if (result.Status != AppendStatus.Appended) throw new InvalidOperationException($"The store refused a row: {result}.");
    }
}
