using Audiences.Lifecycle;
using Audiences.Stored;
using Contracts;
using MediatR;

namespace Audiences.Reading;

internal sealed class ShowGrowthHandler(AudienceAccess access, PastMembers past, IPartitionStore store, BusinessClock clock)
    : IRequestHandler<ShowGrowth, GrowthView>
{
    public async Task<GrowthView> Handle(ShowGrowth request, CancellationToken cancel)
    {
        var (who, now) = (request.Principal, clock.Now);
        await access.Find(who, request.Id);
        var points = GrowthPoints.Read(request, now);
        var end = await past.End(who, request.Id);
        var parts = await Task.WhenAll((await store.Partitions(who.Tenant, cancel)).Select(
            number => store.Growth(who.Tenant, number, request.Id, points, end[number].Position, cancel)));
        if (parts.Max(part => part.Begins.At) is var begins && points[0] < begins)
            throw PastMembers.Forgotten("from", begins);
        var (shown, count) = (new List<GrowthPoint>(points.Length), 0);
        for (var point = 0; point < points.Length; point++)
        {
            var (entered, left) = (parts.Sum(part => part.Entered[point]), parts.Sum(part => part.Left[point]));
            count += entered - left;
            // What led to the first point is in its count alone: it was before.
            shown.Add(point == 0 ? new(points[point], count, 0, 0) : new(points[point], count, entered, left));
        }
        return new GrowthView(shown, now);
    }
}
