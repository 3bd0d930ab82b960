using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Audiences.Sdk;

namespace Plugins.Email.Smtp;

/// <summary>Opens sessions: connected, encrypted, signed in.</summary>
internal sealed class SmtpConnector(EmailSettings settings)
{
    public async Task<SmtpSession> OpenAsync(CancellationToken cancel)
    {
        if (settings.Port is < 1 or > 65_535) throw new ConnectorException(ConnectorFailure.Misconfigured, "The port is a number from 1 to 65535.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(settings.Server, settings.Port, cancel);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (settings.Encryption == Encryption.Tls) stream = await EncryptAsync(stream, cancel);
            var wire = new SmtpWire(stream);
            SmtpWire.Positive("connection", await wire.ReadAsync(cancel));
            var name = Name((IPEndPoint)socket.LocalEndPoint!);
            var offers = await GreetAsync(wire, name, cancel);
            if (settings.Encryption == Encryption.StartTls)
            {
                if (!offers.ContainsKey("STARTTLS"))
                    throw new ConnectorException(ConnectorFailure.Misconfigured, $"{settings.Server} does not offer STARTTLS on port {settings.Port}: take another port, or another encryption.");
                await wire.AskAsync("STARTTLS", cancel);
                // Said in the clear by somebody on the way, to be taken for what is said under TLS (CVE-2011-0411).
                if (wire.HasUnread) throw new InvalidDataException("The server spoke between STARTTLS and TLS.");
                wire = new(stream = await EncryptAsync(stream, cancel));
                offers = await GreetAsync(wire, name, cancel);
            }
            await SmtpSignIn.SignInAsync(wire, settings, offers, cancel);
            return new(wire, offers);
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What the server offers, by name, with what it says to it.</summary>
    private static async Task<Dictionary<string, string>> GreetAsync(SmtpWire wire, string name, CancellationToken cancel)
    {
        try
        {
            var reply = await wire.AskAsync($"EHLO {name}", cancel);
            return reply.Lines.Skip(1).Select(line => line.Split(' ', 2)).DistinctBy(line => line[0].ToUpperInvariant())
                .ToDictionary(line => line[0].ToUpperInvariant(), line => line.Length > 1 ? line[1] : "");
        }
        catch (SmtpRefusedException unknown) when (unknown.Reply.Code is 500 or 501 or 502 or 504)
        {
            await wire.AskAsync($"HELO {name}", cancel);
            return [];
        }
    }

    /// <summary>The address as it is seen from here: a machine's name is often none that others know.</summary>
    private static string Name(IPEndPoint local)
    {
        var address = local.Address.IsIPv4MappedToIPv6 ? local.Address.MapToIPv4() : local.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]" : $"[{address}]";
    }

    private async Task<SslStream> EncryptAsync(Stream plain, CancellationToken cancel)
    {
        var encrypted = new SslStream(plain);
        try
        {
            await encrypted.AuthenticateAsClientAsync(new() { TargetHost = settings.Server, CertificateChainPolicy = Policy() }, cancel);
            return encrypted;
        }
        catch (Exception failed)
        {
            await encrypted.DisposeAsync();
            if (failed is AuthenticationException)
                throw new ConnectorException(
                    ConnectorFailure.Misconfigured, $"No encryption with {settings.Server}:{settings.Port}: {failed.Message} If its authority is your own, give its certificate.", failed);
            throw;
        }
    }

    private X509ChainPolicy? Policy()
    {
        if (string.IsNullOrWhiteSpace(settings.Authority)) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(settings.Authority);
        }
        catch (CryptographicException)
        {
            // Told below.
        }
        return policy.CustomTrustStore.Count > 0 ? policy
            : throw new ConnectorException(ConnectorFailure.Misconfigured, "The certificate authority is no certificate in PEM form.");
    }
}
