using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>
/// A contact's e-mails or phones, the first of which is the one that <c>email</c> or <c>phone</c> names.
/// </summary>
/// <remarks>
/// Identify speaks of one address, the newest it was told; it holds one place in the list, which moves with it, in front of what
/// people wrote if it is newer. The list is thus a function of what people wrote and the newest identify, whatever the order of arrival.
/// </remarks>
internal static class AddressList
{
    private const string FromEvent = "event";

    /// <summary>Puts the address of the newest identify; null takes it away.</summary>
    public static ImmutableArray<Address> Identified(this ImmutableArray<Address> list, Address? address, Stamp? cleared)
    {
        var written = list.RemoveAll(held => held.Stamp.From == FromEvent || (held.Stamp.IsShares() && address is { } said && Same(held, said)));
        if (address is not { } told || written.Any(held => Same(held, told))) return written;
        if (cleared is { } tombstone && !told.Stamp.Replaces(tombstone)) return written;
        return written.IsEmpty || told.Stamp.Replaces(written[0].Stamp) ? written.Insert(0, told) : written;
    }

    /// <summary>Makes it the first: in place of the first, or from its place further back.</summary>
    public static ImmutableArray<Address> First(this ImmutableArray<Address> list, Address address)
    {
        if (list.IsEmpty) return [address];
        var place = list.IndexOf(held => Same(held, address));
        var label = address.Label ?? (place >= 0 ? list[place].Label : null);
        return list.RemoveAt(Math.Max(place, 0)).Insert(0, address with { Label = label });
    }

    /// <summary>Adds those that are not there; a label given for one that is there replaces its label.</summary>
    public static ImmutableArray<Address> Added(this ImmutableArray<Address> list, IEnumerable<Address> addresses)
    {
        foreach (var address in addresses)
        {
            var place = list.IndexOf(held => Same(held, address));
            if (place < 0) list = list.Add(address);
            // What a share brought and somebody else says too stays when the share takes it out.
            else if (list[place].Stamp.IsShares() && !address.Stamp.IsShares()) list = list.SetItem(place, list[place] with { Stamp = address.Stamp, Label = address.Label ?? list[place].Label });
            else if (address.Label is { } label) list = list.SetItem(place, list[place] with { Label = label });
        }
        return list;
    }

    public static bool Same(Address a, Address b) =>
        a.Normal is null && b.Normal is null ? a.Value == b.Value : a.Normal == b.Normal;

    private static int IndexOf(this ImmutableArray<Address> list, Func<Address, bool> test)
    {
        for (var i = 0; i < list.Length; i++)
            if (test(list[i])) return i;
        return -1;
    }
}
