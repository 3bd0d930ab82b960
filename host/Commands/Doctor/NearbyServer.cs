using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Text.Json;
using Host.Api;

namespace Host.Commands.Doctor;

/// <summary>Whoever answers at an address that the server is to listen on.</summary>
internal sealed class NearbyServer : IDisposable
{
    private readonly HttpClient http;
    private readonly bool isHere;

    public NearbyServer(BindingAddress address)
    {
        // Every address of the machine is asked at its own loopback.
        var isOne = IPAddress.TryParse(address.Host, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any);
        var host = isOne ? address.Host : "localhost";
        isHere = !isOne || IsOfThisMachine(ip!);
        // No proxy and no redirect: what is asked, and the key, go to that address and nowhere else.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new UriBuilder(address.Scheme, host, address.Port).Uri, Timeout = TimeSpan.FromSeconds(5),
        };
    }

    /// <summary><c>ready</c>, or the reasons why not; null when it is not a server of this program.</summary>
    public async Task<IReadOnlyList<string>?> Health(CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready", cancel);
            var health = await answer.Content.ReadFromJsonAsync<HealthJson>(cancel);
            return health is { Status: "ready" } ? ["ready"] : health is { Status: "notReady", Reasons: not null } ? health.Reasons : null;
        }
        catch (Exception other) when (IsNoAnswer(other, cancel))
        {
            return null;
        }
    }

    /// <summary>What the server says to the key; null when nobody answers, and for another machine's, which is not shown it.</summary>
    public async Task<HttpStatusCode?> Show(string key, CancellationToken cancel)
    {
        if (!isHere) return null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var answer = await http.SendAsync(request, cancel);
            return answer.StatusCode;
        }
        catch (Exception other) when (other is FormatException || IsNoAnswer(other, cancel))
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    internal static bool IsOfThisMachine(IPAddress address) => IPAddress.IsLoopback(address)
        || NetworkInterface.GetAllNetworkInterfaces().Any(card => card.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(address)));

    private static bool IsNoAnswer(Exception error, CancellationToken cancel) =>
        error is HttpRequestException or JsonException or NotSupportedException
        || (error is OperationCanceledException && !cancel.IsCancellationRequested);
}
