using Accounts.Stored;
using Contracts;
using Host.Api.Http;
using Microsoft.Extensions.DependencyInjection;
using Tests.Accounts;
using Tests.Api;

namespace Tests.Support;

/// <summary>Servers with doubles where a test needs them.</summary>
internal static class TestServers
{
    /// <summary>No database behind accounts and kept answers.</summary>
    public static Task<RunningServer> WithMemoryAccounts(Action<IServiceCollection>? more = null, bool ready = true) =>
        RunningServer.Start(
            services =>
            {
                var directory = new MemoryDirectoryStore();
                services.AddSingleton<IDirectoryStore>(directory);
                services.AddSingleton<IAccountStore>(new MemoryAccountStore(directory));
                services.AddSingleton<BusinessClock>(new HandClock());
                services.AddSingleton<IKeptAnswers>(new MemoryKeptAnswers());
                more?.Invoke(services);
            },
            ready);
}
