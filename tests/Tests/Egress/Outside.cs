using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Host.Egress;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Egress;

/// <summary>A server behind real sockets, with TLS, and a guard before it that is told what names mean.</summary>
internal sealed class Outside : IAsyncDisposable, ICallJournal
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly List<EgressClients> _clients = [];

    private Outside(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    public int Port { get; private set; }

    public ConcurrentQueue<(string Connection, OutgoingCall Call)> Noted { get; } = new();

    public ConcurrentQueue<string> Reached { get; } = new();

    public static async Task<Outside> StartAsync(RequestDelegate answer, bool tls = true)
    {
        var certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls) listen.UseHttps(certificate);
        }));
        var outside = new Outside(builder.Build(), certificate);
        outside._app.Run(context =>
        {
            outside.Reached.Enqueue(context.Request.Path);
            return answer(context);
        });
        await outside._app.StartAsync();
        outside.Port = new Uri(outside._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return outside;
    }

    public HttpClient Client(IResolver resolver, string[]? allowed = null, EgressLimits? limits = null, string[]? secrets = null)
    {
        var clients = new EgressClients(new(allowed ?? []), resolver, this, TimeProvider.System, limits ?? EgressLimits.Default, Trusting());
        _clients.Add(clients);
        return clients.For("connection-1", secrets ?? []);
    }

    public void Note(string connection, OutgoingCall call) => Noted.Enqueue((connection, call));

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(each => each.Dispose());
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private SslClientAuthenticationOptions Trusting() => new()
    {
        RemoteCertificateValidationCallback = (_, shown, _, errors) =>
            (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && shown!.GetCertHashString() == _certificate.GetCertHashString(),
    };

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=crm.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("crm.example");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
