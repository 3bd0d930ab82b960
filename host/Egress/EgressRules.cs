using System.Net;
using Host.Start;

namespace Host.Egress;

/// <summary>Where connectors may go: to public addresses by https, and wherever the operator lets them.</summary>
internal sealed class EgressRules
{
    private readonly List<IPNetwork> _networks = [];
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="allowed">Networks (<c>10.0.0.0/8</c>), addresses, and names of hosts.</param>
    /// <exception cref="StartError">One is neither.</exception>
    public EgressRules(params IReadOnlyList<string> allowed)
    {
        Allowed = allowed;
        for (var at = 0; at < allowed.Count; at++) Allow(allowed[at].Trim(), $"Egress__Allow__{at}");
    }

    /// <summary>As it was given.</summary>
    public IReadOnlyList<string> Allowed { get; }

    public static EgressRules Read(IConfiguration configuration) =>
        new([.. configuration.GetSection("Egress:Allow").GetChildren().Select(each => each.Value ?? "")]);

    /// <summary>Why nobody connects there; null when one may.</summary>
    public string? Objection(Uri target, IPAddress address)
    {
        if (_hosts.Contains(target.IdnHost) || _networks.Exists(network => network.Contains(Plain(address)))) return null;
        if (PublicAddress.Objection(address) is { } special)
            return $"{target.Host} is {Named(target, address)}{special}, where connectors do not go. If it is meant, the operator allows it: Egress__Allow__0={address}.";
        return target.Scheme == Uri.UriSchemeHttps ? null
            : $"{target.Host} is to be reached by {target.Scheme}, which anybody on the way reads: use https, or the operator allows it: Egress__Allow__0={target.IdnHost}.";
    }

    private static string Named(Uri target, IPAddress address) => target.HostNameType == UriHostNameType.Dns ? $"{address}, " : "";

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private void Allow(string text, string setting)
    {
        if (IPNetwork.TryParse(text, out var network)) _networks.Add(network);
        else if (IPAddress.TryParse(text, out var address)) _networks.Add(new(address, address.GetAddressBytes().Length * 8));
        else if (Uri.CheckHostName(text) == UriHostNameType.Dns) _hosts.Add(new UriBuilder(Uri.UriSchemeHttps, text).Uri.IdnHost);
        else throw new StartError($"{setting}={text}: this must be a network like 10.0.0.0/8, an address, or the name of a host like crm.internal.");
    }
}
