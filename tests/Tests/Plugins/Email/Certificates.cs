using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tests.Plugins.Email;

/// <summary>An authority of a test's own, and a certificate of it for one name, as files.</summary>
internal static class Certificates
{
    /// <returns>The authority as PEM.</returns>
    public static string Write(string name, string keyFile, string certificateFile)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Authority of a test", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var issuer = authority.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(issuer, from.AddHours(1), to.AddHours(-1), [1, 2, 3, 4]);
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        return issuer.ExportCertificatePem();
    }
}
