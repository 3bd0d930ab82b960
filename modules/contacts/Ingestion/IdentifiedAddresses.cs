using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>The readable e-mail and phone that an identify message names.</summary>
internal static class IdentifiedAddresses
{
    public static ImmutableArray<Identity> Of(IncomingMessage message)
    {
        if (message.Kind != StepKind.Identify) return [];
        using var payload = JsonDocument.Parse(message.Payload, new() { MaxDepth = 256 });
        var traits = Traits.Of(payload.RootElement, identifies: true);
        var found = ImmutableArray.CreateBuilder<Identity>(2);
        if (Text("email") is { } email && NormalForm.Email(email) is { } readable) found.Add(new(IdentityKind.Email, readable));
        if (Text("phone") is { } phone && NormalForm.Phone(phone) is { } number) found.Add(new(IdentityKind.Phone, number));
        return found.ToImmutable();

        string? Text(string key) =>
            traits.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
