using Audiences.Lifecycle;
using Audiences.Partitions;
using Audiences.Rules;
using Contracts;
using Microsoft.Extensions.Logging;

namespace Audiences.Reading;

/// <summary>What a definition's writer should look at again, by what the contacts of the book show.</summary>
internal sealed partial class AudienceWarnings(
    AllPartitions partitions, AudienceAccess access, Inliner inliner, ILogger<AudienceWarnings> log)
{
    public async Task<IReadOnlyList<string>> Of(Principal principal, string book, Definition definition, CancellationToken cancel)
    {
        var visible = await access.All(principal, cancel);
        var resolved = inliner.Resolve(definition, visible);
        var parts = await Task.WhenAll((await partitions.Of(principal.Tenant, cancel)).Select(partition => partition.Survey(book, resolved)));
        var survey = new BookSurvey(Definition.Stored(resolved), CompiledRules.MeIn(book));
        foreach (var part in parts)
            part.AddTo(survey);
        return [.. survey.Warnings(AudienceAccess.NamesOf(visible)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>For an order that was carried out: that it could not be looked at must not make the order fail.</summary>
    public async Task<IReadOnlyList<string>> After(Principal principal, string book, Definition definition, CancellationToken cancel)
    {
        try
        {
            return await Of(principal, book, definition, cancel);
        }
        catch (PartitionNotReadyException)
        {
            return ["The book is being loaded, so the definition was not compared with it. A preview does that later."];
        }
        // A sender who is told that it failed sends it again, and is refused for what is there by then.
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            LogNotCompared(failure.GetType().FullName!, failure.StackTrace);
            return ["The definition could not be compared with the book just now. A preview does that later."];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A definition that was kept could not be compared with its book: {Failure} {Stack}")]
    private partial void LogNotCompared(string failure, string? stack);
}
