using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class GetConfigurationHandler(IConfigurationStore store) : IRequestHandler<GetConfiguration, Configuration>
{
    public Task<Configuration> Handle(GetConfiguration request, CancellationToken cancel) =>
        store.Read(request.By.Tenant, request.By.Organisation, cancel);
}
