using System.Text.Json;
using Audiences.Sdk;
using Host.Plugins;
using Host.Plugins.Calling;

namespace Host.Commands.Connectors;

/// <summary>One connector, tried once in what it can do, as the server would call it.</summary>
internal sealed class ConnectorRun(ConnectorInstance connection, ConnectorInfo connector, TextWriter output, TimeProvider machine)
{
    private const int PageSize = 100;
    private const int MostPolls = 60;

    /// <returns>1 when it failed.</returns>
    public async Task<int> Run(string? contacts, int pages, CancellationToken cancel)
    {
        await using var open = connection;
        try
        {
            if (!await Check(cancel)) return 1;
            if (Can(ConnectorPort.Audiences)) await Apply(contacts, cancel);
            else if (contacts is not null) throw new CommandError($"{connector.Id} is no destination: --contacts has nothing to do.");
            if (Can(ConnectorPort.Contacts)) await Read(pages, cancel);
            return 0;
        }
        catch (ConnectorCallFailed failed)
        {
            var after = failed.RetryAfter is { } wait ? $" It asks to be left alone for {wait.TotalSeconds:0.#} s." : "";
            throw new CommandError($"{failed.Failure}: {failed.Message}{after}{(failed.Exception is null ? "" : $"\n{failed.Exception}")}");
        }
    }

    private bool Can(ConnectorPort port) => connector.Ports.Contains(port);

    private async Task<bool> Check(CancellationToken cancel)
    {
        var health = await connection.Check(cancel);
        await output.WriteLineAsync($"check: {(health.Failure is { } failure ? $"{failure}, " : "")}{health.Detail ?? "healthy"}");
        return health.Failure is null;
    }

    private async Task Apply(string? file, CancellationToken cancel)
    {
        if (file is null)
        {
            if (!Can(ConnectorPort.Contacts)) throw new CommandError($"{connector.Id} is a destination: name contacts to give it with --contacts sample.csv.");
            return;
        }
        var batch = new MemberBatch("sample", 1, SampleContacts.Read(file), []);
        var result = await connection.Apply(batch, cancel);
        for (var polls = 0; result.Receipt is { } receipt; polls++)
        {
            if (polls == MostPolls) throw new CommandError($"Still pending after {MostPolls} polls; the receipt is {receipt}.");
            await output.WriteLineAsync($"apply: pending, {receipt}; asked again in {result.PollAfter.TotalSeconds:0.#} s");
            await Task.Delay(result.PollAfter, machine, cancel);
            result = await connection.Poll(receipt, cancel);
        }
        foreach (var rejected in result.Rejected) await output.WriteLineAsync($"rejected: {rejected.Key} {rejected.Reason}");
        await output.WriteLineAsync($"apply: {batch.Adds.Count - result.Rejected.Count} of {batch.Adds.Count} taken");
    }

    private async Task Read(int pages, CancellationToken cancel)
    {
        var (cursor, read) = (default(string), 0);
        for (var page = 1; page <= pages; page++)
        {
            var answer = await connection.Read(cursor, PageSize, cancel);
            await output.WriteLineAsync($"page {page}: {answer.Contacts.Count} contacts, {answer.Deleted.Count} deleted");
            foreach (var contact in answer.Contacts) await output.WriteLineAsync(JsonSerializer.Serialize(contact, Wire.Options));
            (cursor, read) = (answer.NextCursor, read + answer.Contacts.Count);
            if (answer.HasMore && page < pages) continue;
            await output.WriteLineAsync($"read: {read} contacts{(answer.HasMore ? $", and there are more (--pages {2 * pages})" : "")}");
            return;
        }
    }
}
