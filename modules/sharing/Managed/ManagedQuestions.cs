using System.Collections.Immutable;
using Contracts;
using MediatR;

namespace Sharing;

internal sealed class ListManagedHandler(ManagedAccess access, ManagedLook look) : IRequestHandler<ListManaged, ImmutableArray<ManagedView>>
{
    public async Task<ImmutableArray<ManagedView>> Handle(ListManaged request, CancellationToken cancel)
    {
        var (sets, held) = (await access.All(request.By, cancel), await look.Held(request.By.Tenant, cancel));
        var views = ImmutableArray.CreateBuilder<ManagedView>();
        foreach (var set in sets) views.Add(await access.Show(set, held, cancel));
        return views.ToImmutable();
    }
}

internal sealed class GetManagedHandler(ManagedAccess access, ManagedLook look) : IRequestHandler<GetManaged, ManagedView>
{
    public async Task<ManagedView> Handle(GetManaged request, CancellationToken cancel) =>
        await access.Show(await access.Find(request.By, request.Id, cancel), await look.Held(request.By.Tenant, cancel), cancel);
}
