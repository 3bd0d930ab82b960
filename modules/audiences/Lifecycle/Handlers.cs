using System.Collections.Immutable;
using Audiences.Reading;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

// One door for orders: each handler only names who carries it out.

internal sealed class CreateAudienceHandler(AudienceOrders orders, AudienceLimits limits) : IRequestHandler<CreateAudience, AudienceAnswer>
{
    public Task<AudienceAnswer> Handle(CreateAudience request, CancellationToken cancel) =>
        orders.Create(request.Principal, AudienceBody.Read(request.Body, AudienceAccess.KindOf(request.Principal), limits), cancel);
}

internal sealed class ReplaceAudienceHandler(AudienceOrders orders, AudienceAccess access, AudienceLimits limits) : IRequestHandler<ReplaceAudience, AudienceAnswer>
{
    public async Task<AudienceAnswer> Handle(ReplaceAudience request, CancellationToken cancel)
    {
        var state = await access.Find(request.Principal, request.Id);
        return await orders.Replace(request.Principal, request.Id, AudienceBody.Read(request.Body, state.Kind, limits), request.Revision, cancel);
    }
}

internal sealed class RestoreAudienceVersionHandler(AudienceOrders orders, AudienceAccess access) : IRequestHandler<RestoreAudienceVersion, AudienceAnswer>
{
    public async Task<AudienceAnswer> Handle(RestoreAudienceVersion request, CancellationToken cancel)
    {
        var state = await access.Find(request.Principal, request.Id);
        var definition = Inliner.Parse(AudienceVersions.Find(state, request.Number).Definition);
        var body = new AudienceBody(state.Name, state.Description, state.Kind, null, definition);
        return await orders.Replace(request.Principal, request.Id, body, request.Revision, cancel);
    }
}

internal sealed class SetAudienceStatusHandler(AudienceOrders orders) : IRequestHandler<SetAudienceStatus, AudienceAnswer>
{
    public Task<AudienceAnswer> Handle(SetAudienceStatus request, CancellationToken cancel) =>
        orders.SetStatus(request.Principal, request.Id, request.Status);
}

internal sealed class DeleteAudienceHandler(AudienceOrders orders, AudienceAccess access, IMediator door) : IRequestHandler<DeleteAudience>
{
    public async Task<Unit> Handle(DeleteAudience request, CancellationToken cancel)
    {
        await door.Send(new RequireUnshared(request.Principal.Tenant, (await access.FindToChange(request.Principal, request.Id)).Id), cancel);
        await orders.Delete(request.Principal, request.Id, request.Revision, cancel);
        return Unit.Value;
    }
}

internal sealed class ForgetOldLogHandler(LogRetention retention) : IRequestHandler<ForgetOldLog>
{
    public async Task<Unit> Handle(ForgetOldLog request, CancellationToken cancel)
    {
        await retention.Go(request.Days, cancel);
        return Unit.Value;
    }
}

internal sealed class KeepPartitionsHandler(AllPartitions partitions) : IRequestHandler<KeepPartitions, bool>
{
    public Task<bool> Handle(KeepPartitions request, CancellationToken cancel) => partitions.Keep(cancel);
}

internal sealed class AdvancePartitionsHandler(AllPartitions partitions) : IRequestHandler<AdvancePartitions>
{
    public async Task<Unit> Handle(AdvancePartitions request, CancellationToken cancel)
    {
        await partitions.Advance(request.To, cancel);
        return Unit.Value;
    }
}

internal sealed class SavePartitionsHandler(AllPartitions partitions) : IRequestHandler<SavePartitions>
{
    public async Task<Unit> Handle(SavePartitions request, CancellationToken cancel)
    {
        await partitions.Save(cancel);
        return Unit.Value;
    }
}

internal sealed class MeasurePartitionsHandler(AllPartitions partitions) : IRequestHandler<MeasurePartitions, ImmutableArray<MemoryLine>>
{
    public Task<ImmutableArray<MemoryLine>> Handle(MeasurePartitions request, CancellationToken cancel) => partitions.Measure(cancel);
}

internal sealed class ShowLastImportHandler(LastImports imports) : IRequestHandler<ShowLastImport>
{
    public async Task<Unit> Handle(ShowLastImport request, CancellationToken cancel)
    {
        await imports.Show(request.Principal, request.Book, request.Import, cancel);
        return Unit.Value;
    }
}
