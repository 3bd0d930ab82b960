using System.Collections.Immutable;
using Audiences.Lifecycle;
using Audiences.Partitions;
using Audiences.Rules;
using Contracts;
using MediatR;

namespace Audiences.Reading;

internal sealed class ListMembersAsOfHandler(PastMembers past) : IRequestHandler<ListMembersAsOf, MembersPage>
{
    public Task<MembersPage> Handle(ListMembersAsOf request, CancellationToken cancel) =>
        past.Page(request.Principal, request.Id, request.At, request.After, request.Place, request.Limit, cancel);
}

internal sealed class DiffAudienceHandler(
    AudienceAccess access, AudienceViews views, DefinitionCheck check, AudienceWarnings warnings, AudienceLimits limits, BusinessClock clock)
    : IRequestHandler<DiffAudience, DiffView>
{
    private const int SampleSize = 10;
    private static readonly HashSet<string> Known = ["definition"];

    public async Task<DiffView> Handle(DiffAudience request, CancellationToken cancel)
    {
        AudienceBody.RefuseUnknown(request.Body, "", Known);
        var state = await access.Find(request.Principal, request.Id);
        StaticAudiences.RefuseTrial(state.Kind);
        var definition = AudienceBody.ReadDefinition(request.Body, limits);
        var fit = await check.Require(request.Principal, definition, DefinitionUse.Of(state), cancel);
        var at = clock.Now;
        var (serving, parts) = await views.OfServing(
            request.Principal, request.Id, (partition, spec) => partition.Diff(spec, fit.Inlined.Rule, at, SampleSize));
        return new DiffView(
            Side(parts.Select(part => part.Entering)), Side(parts.Select(part => part.Leaving)), at, serving.Serving!.Version,
            await warnings.Of(request.Principal, state.Book, fit.Definition, fit.Visible, cancel));
    }

    private static DiffSide Side(IEnumerable<PreviewPart> parts) =>
        new(parts.Sum(part => part.Count), [.. parts.SelectMany(part => part.Sample).Take(SampleSize)]);
}

internal sealed class ExplainAudienceHandler(AudienceAccess access, AudienceViews views) : IRequestHandler<ExplainAudience, ExplainView>
{
    public async Task<ExplainView> Handle(ExplainAudience request, CancellationToken cancel)
    {
        // Audiences that are referred to may refer to others: the names of all that the asker may see go along.
        var names = (await access.All(request.Principal, cancel)).ToImmutableDictionary(audience => audience.Id, audience => audience.Name);
        var (state, parts) = await views.OfBook(
            request.Principal, request.Id, (partition, spec) => partition.Explain(spec, request.Contact, names));
        return parts.OfType<ExplainPart>().FirstOrDefault() is { } part
            ? Explanation.View(part, state.Serving!.Version)
            : throw AudienceQuestions.NotInBook();
    }
}

internal sealed class ForecastAudienceHandler(AudienceViews views, BusinessClock clock) : IRequestHandler<ForecastAudience, ForecastView>
{
    public async Task<ForecastView> Handle(ForecastAudience request, CancellationToken cancel)
    {
        var from = clock.Now;
        var (state, parts) = await views.OfServing(
            request.Principal, request.Id, (partition, spec) => partition.Forecast(spec, from, request.Days));
        if (parts.Any(part => part.TooMany))
            throw Refusal.Invalid(
                "days", $"A contact would change more than {Forecast.MostLooks} times on one of these days. Ask for fewer days.", "too-many-changes");
        var count = parts.Sum(part => part.Members);
        var days = new List<ForecastDay>();
        for (var day = 0; day < request.Days; day++)
        {
            var (entering, leaving) = (parts.Sum(part => part.Entering[day]), parts.Sum(part => part.Leaving[day]));
            count += entering - leaving;
            days.Add(new ForecastDay($"{from.ToDateTimeOffset().AddDays(day):yyyy-MM-dd}", entering, leaving, count));
        }
        return new ForecastView(days, from, state.Serving!.Version);
    }
}
