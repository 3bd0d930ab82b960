using Host.Storage.PostgreSql;

namespace Host.Start;

/// <summary>
/// Who had the database before may answer for a moment yet from what it knew. Until that is over this one answers nobody, so that no two say
/// different things; it has loaded meanwhile.
/// </summary>
internal sealed class SoleAnswerStep(PostgreSqlLease lease) : IStartStep
{
    public string Doing => "waiting until the server before answers nobody";

    public Task Start(CancellationToken cancel) => lease.Alone.WaitAsync(cancel);
}
