using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Contacts.Stored;
using Contracts;
using Orleans;

namespace Contacts;

/// <summary>A contact's messages: their order from the partition, their text from the store.</summary>
internal sealed class Timeline(IGrainFactory grains, IContactStore store)
{
    private const int Step = 256;

    /// <summary>Track, page and screen, newest first.</summary>
    /// <param name="after">The position of the last one read.</param>
    public async IAsyncEnumerable<StoredMessage> Events(StoredContact contact, long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var message in Messages(contact, after, cancel))
            if (message.Kind is StepKind.Track or StepKind.Page or StepKind.Screen)
                yield return message;
    }

    public async IAsyncEnumerable<StoredMessage> Messages(StoredContact contact, long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var oldestFirst = await grains.GetGrain<IPartitionGrain>(GrainKeys.Partition(contact.Tenant, contact.Partition)).Messages(contact.Id);
        ImmutableArray<long> newestFirst = [.. oldestFirst.Reverse()];
        for (var from = after is { } place ? newestFirst.IndexOf(place) + 1 : 0; from < newestFirst.Length; from += Step)
            foreach (var message in await store.Messages(contact.Tenant, contact.Partition, [.. newestFirst.Skip(from).Take(Step)], cancel))
                yield return message;
    }
}
