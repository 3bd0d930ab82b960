using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ListArchiveHistoryHandler(ContactDoor door, BusinessClock clock) : IRequestHandler<ListArchiveHistory, IReadOnlyList<ArchiveHistoryItem>>
{
    public async Task<IReadOnlyList<ArchiveHistoryItem>> Handle(ListArchiveHistory request, CancellationToken cancel)
    {
        var contact = await door.Find(request.Who, request.Reference, request.Book, Use.Read, cancel);
        var owns = Books.Knows(request.Who, contact.Book);
        var teams = TeamSight.Of(request.Who, contact.Profile);
        return [.. contact.Profile.Settled(clock.Now).ArchiveHistory
            .Where(change => owns || (change.Team is { } team && teams.Contains(team)))
            .Select(change => new ArchiveHistoryItem(change.On ? "archived" : "unarchived", change.At, change.By, change.Reason, change.Team))
            .Reverse()];
    }
}
