using Audiences.Stored;
using Contracts;
using MediatR;
using Orleans;

namespace Audiences.Lifecycle;

/// <summary>Empties the audiences of who has lost the book that they are over, and fills them again when he has it back.</summary>
internal sealed class AccessReview(IGrainFactory grains, IAudienceStore store, AudienceBuilds builds, Inliner inliner, BusinessClock clock)
{
    public async Task Of(string tenant, IReadOnlyCollection<UserAccess> users, CancellationToken cancel)
    {
        var books = users.ToDictionary(user => $"user:{user.User}", user => user.Books, StringComparer.Ordinal);
        var all = await store.All(tenant, cancel);
        foreach (var state in all.OwnedBy(books.Keys))
            if (books[state.Owner].Contains(state.Book) == state.Barred)
            {
                var barred = state with { Barred = !state.Barred };
                var grain = grains.GetGrain<IAudienceGrain>(GrainKeys.Audience(tenant, state.Id));
                await grain.SetBarred(barred.Barred, inliner.Inline(barred, all), clock.Now);
                await builds.Bring(tenant, state.Id).WaitAsync(cancel);
            }
    }
}

internal sealed class ReviewAccessHandler(AccessReview review) : IRequestHandler<ReviewAccess>
{
    public async Task<Unit> Handle(ReviewAccess request, CancellationToken cancel)
    {
        await review.Of(request.Tenant, request.Users, cancel);
        return Unit.Value;
    }
}
