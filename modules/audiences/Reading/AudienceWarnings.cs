using Audiences.Lifecycle;
using Audiences.Partitions;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Audiences.Reading;

/// <summary>What a definition's writer should look at again, by what the contacts of the book show.</summary>
internal sealed partial class AudienceWarnings(
    AllPartitions partitions, AudienceAccess access, Inliner inliner, IMediator mediator, ILogger<AudienceWarnings> log)
{
    /// <param name="visible">The audiences that the definition's writer may see.</param>
    public async Task<IReadOnlyList<string>> Of(
        Principal principal, string book, Definition definition, IReadOnlyList<AudienceState> visible, CancellationToken cancel) =>
        await Among(await partitions.Of(principal.Tenant, cancel), principal, book, definition, visible, cancel);

    /// <param name="all">The tenant's partitions.</param>
    /// <inheritdoc cref="Of"/>
    public async Task<IReadOnlyList<string>> Among(
        IReadOnlyList<IPartitionShardGrain> all, Principal principal, string book, Definition definition, IReadOnlyList<AudienceState> visible, CancellationToken cancel)
    {
        var resolved = inliner.Resolve(definition, visible);
        var survey = new BookSurvey(Definition.Stored(resolved), CompiledRules.MeIn(book));
        // Few contacts tell that there is nothing to warn of, and mostly there is not: one partition is asked before the others, and then
        // that of the newest contacts, in whom those who came first may all be unlike.
        foreach (var asked in (IEnumerable<IPartitionShardGrain>[])[all.Take(1), all.Skip(1).TakeLast(1), all.Skip(1).SkipLast(1)])
            if (!survey.IsSettled)
                foreach (var part in await Task.WhenAll(asked.Select(partition => partition.Survey(book, resolved))))
                    part.AddTo(survey);
        var unknown = await Unknown(principal.Tenant, book, [.. survey.Unborne], cancel);
        return [.. survey.Warnings(AudienceAccess.NamesOf(visible)).Concat(unknown).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Stages, segments and steps that nobody has and that the organisation does not know either.</summary>
    private async Task<IEnumerable<string>> Unknown(string tenant, string book, IReadOnlyList<FieldCondition> unborne, CancellationToken cancel)
    {
        if (unborne.Count == 0) return [];
        var organising = await mediator.Send(new OrganisingOf(tenant, book), cancel);
        return
            from condition in unborne
            from text in OrganisedNames.Texts(condition)
            where organising.KeyOf(condition.Field, text) is null
            let known = organising.TermsOf(condition.Field).SelectMany(term => new[] { term.Key, term.Label })
            select $"The organisation has no {condition.Field} \"{text}\", and nobody is in one.{Nearest.Hint(text, known)}";
    }

    /// <summary>For an order that was carried out: that it could not be looked at must not make the order fail.</summary>
    public async Task<IReadOnlyList<string>> After(Principal principal, string book, Definition definition, CancellationToken cancel)
    {
        try
        {
            return await Of(principal, book, definition, await access.All(principal, cancel), cancel);
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
