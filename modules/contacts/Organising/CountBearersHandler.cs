using System.Collections.Immutable;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class CountBearersHandler(BookWalk walk) : IRequestHandler<CountBearers, ImmutableArray<int>>
{
    public async Task<ImmutableArray<int>> Handle(CountBearers request, CancellationToken cancel)
    {
        var counts = new int[request.Taken.Length];
        foreach (var book in request.Books)
            await foreach (var contact in walk.All(request.Tenant, book, null, null, cancel))
                for (var i = 0; i < counts.Length; i++)
                    if (Bears(contact.Profile, request.Taken[i]))
                        counts[i]++;
        return [.. counts];
    }

    private static bool Bears(Profile profile, TakenOut taken) =>
        taken.Key.Length == 0 ? profile.Has(taken.Field)
        : Is(profile, taken.Field, taken.Key)
            && (taken.Stage is null || Is(profile, Organising.Stage, taken.Stage)) && (taken.Segment is null || Is(profile, Organising.Segment, taken.Segment));

    private static bool Is(Profile profile, string field, string key) => string.Equals(profile.Text(field)?.Trim(), key, StringComparison.OrdinalIgnoreCase);
}
