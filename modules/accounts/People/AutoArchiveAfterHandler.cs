using Contracts;
using MediatR;

namespace Accounts;

internal sealed class AutoArchiveAfterHandler : IRequestHandler<AutoArchiveAfter, TimeSpan?>
{
    public Task<TimeSpan?> Handle(AutoArchiveAfter request, CancellationToken cancel) => Task.FromResult<TimeSpan?>(TimeSpan.FromDays(30));
}
