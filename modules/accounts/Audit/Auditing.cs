using System.Text.Json;
using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>Words an entry of the audit log.</summary>
internal static class Auditing
{
    /// <param name="detail">Ids, roles and instants: no secret, and nothing of a person that an erasure would have to find here.</param>
    public static AuditEntry Entry(Principal by, BusinessClock clock, string what, string subject, object? detail = null) =>
        new(by.Tenant, clock.Now, by.Name, what, subject, detail is null ? "{}" : JsonSerializer.Serialize(detail, JsonSerializerOptions.Web));
}
