using Audiences.Stored;

namespace Host.Storage.Partitions;

/// <summary>An append with its profile written out by whoever asks for it: the one writing thread has enough to do.</summary>
/// <param name="Profile">Of the contact's row; null when the row is not written.</param>
internal readonly record struct PreparedAppend(PartitionAppend Append, string? Profile)
{
    public static PreparedAppend Of(PartitionAppend append)
    {
        if (append.Contact is not { Write: { } row } contact) return new(append, null);
        return row.Tenant == append.Tenant && row.Partition == append.Partition && row.Id == contact.Id
            ? new(append, StoredJson.Write(row.Profile))
            : throw new ArgumentException("The contact's row names another tenant, partition or contact than its append.", nameof(append));
    }
}
