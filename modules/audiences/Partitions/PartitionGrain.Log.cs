using Microsoft.Extensions.Logging;

namespace Audiences.Partitions;

// Exceptions are logged by type and stack: their messages may quote what was sent.
internal sealed partial class PartitionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Tenant}/{Number} is loaded: {Contacts} contacts, position {Position}")]
    private partial void LogLoaded(string tenant, int number, int contacts, long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Tenant}/{Number} could not be loaded: {Failure} {Stack}")]
    private partial void LogNotLoaded(string tenant, string number, string failure, string? stack);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Tenant}/{Number}: the outcome of a write is unknown, it is loaded again: {Failure} {Stack}")]
    private partial void LogDoubt(string tenant, int number, string failure, string? stack);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Tenant}/{Number}: no snapshot could be saved: {Failure} {Stack}")]
    private partial void LogNotSaved(string tenant, int number, string failure, string? stack);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Tenant}/{Number}: properties of events that were asked for could not be taken in, so that what asks for such is judged one by one: {Failure} {Stack}")]
    private partial void LogNotTakenIn(string tenant, int number, string failure, string? stack);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Tenant}/{Number}: {Count} memberships differed from the rule at load and are judged again")]
    private partial void LogMended(string tenant, int number, int count);
}
