using Audiences.Lifecycle;
using Contracts;
using MediatR;

namespace Audiences.Reading;

internal sealed class BeginExportHandler(AudienceViews views) : IRequestHandler<BeginExport, ExportStart>
{
    public async Task<ExportStart> Handle(BeginExport request, CancellationToken cancel)
    {
        var (state, parts) = await views.OfBook(request.Principal, request.Id, async (partition, spec) =>
        {
            ExportPolicy.Require(request.Principal, spec.Book);
            return (Number: AllPartitions.NumberOf(partition), (await partition.Count(spec)).Position);
        });
        var place = new Place();
        foreach (var (number, position) in parts)
            place.ReadThrough(number, position);
        return new ExportStart(state.Key, place.ToString(), [.. parts.Select(part => part.Number)]);
    }
}

internal sealed class ExportMembersHandler(AudienceViews views) : IRequestHandler<ExportMembers, ExportedMembers>
{
    public async Task<ExportedMembers> Handle(ExportMembers request, CancellationToken cancel)
    {
        var (number, slot) = request.From;
        var (_, parts) = await views.OfBook(request.Principal, request.Id, async (partition, spec) =>
        {
            ExportPolicy.Require(request.Principal, spec.Book);
            return AllPartitions.NumberOf(partition) == number ? await partition.MembersFrom(spec, slot, request.Limit) : null;
        });
        var part = parts.Single(part => part is not null)!;
        return new ExportedMembers(
            [.. part.Members.Select(member => new MemberItem(member.Contact, member.Since) { Pinned = PinView.Of(true, member.Pinned) })], part.Next);
    }
}
