namespace Host.Storage;

/// <param name="Waiting">How many orders may wait before more are refused as overload.</param>
/// <param name="WaitingBytes">The same in bytes, counted by the writers' own estimates.</param>
/// <param name="GroupItems">The most orders in one transaction.</param>
/// <param name="GroupBytes">The most bytes in one transaction: it bounds how long the others wait.</param>
internal sealed record WriterOptions(
    int Waiting = 8_192, long WaitingBytes = 128 << 20, int GroupItems = 2_048, long GroupBytes = 8 << 20);
