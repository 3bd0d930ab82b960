using Microsoft.Extensions.Logging;

namespace Audiences.Partitions;

internal sealed partial class PartitionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Tenant}/{Number} is loaded: {Contacts} contacts, position {Position}")]
    private partial void LogLoaded(string tenant, int number, int contacts, long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Tenant}/{Number} could not be loaded")]
    private partial void LogNotLoaded(Exception failure, string tenant, string number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Tenant}/{Number}: the outcome of a write is unknown; it is loaded again")]
    private partial void LogDoubt(Exception failure, string tenant, int number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Tenant}/{Number}: {Count} memberships differed from the rule at load and are judged again")]
    private partial void LogMended(string tenant, int number, int count);
}
