using System.Net;
using Host.Egress;

namespace Tests.Egress;

/// <summary>Answers as planted, one answer after the other, the last one for ever.</summary>
internal sealed class PlantedResolver(params string[][] answers) : IResolver
{
    public int Asked { get; private set; }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) =>
        Task.FromResult(answers[Math.Min(Asked++, answers.Length - 1)].Select(IPAddress.Parse).ToArray());
}
