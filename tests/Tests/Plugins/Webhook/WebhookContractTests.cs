using Audiences.Sdk;
using Audiences.Sdk.Testing;
using Plugins.Webhook;

namespace Tests.Plugins.Webhook;

/// <summary>The contract of destinations, against a receiver behind a socket.</summary>
public class WebhookContractTests
{
    [Fact]
    public async Task The_webhook_keeps_every_promise_of_a_destination()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var http = new HttpClient();
        await new Contract(receiver, http).VerifyAsync();
    }

    private sealed class Contract(WebhookReceiver receiver, HttpClient http) : DestinationContract<WebhookDestination>
    {
        protected override Member? Refused => new("too-large", new() { LastName = new('x', 20_000) });

        protected override Task<WebhookDestination> ConnectAsync() =>
            Task.FromResult(new WebhookDestination(new() { Address = receiver.Address, Secrets = new(WebhookTests.Secret) }, http, TimeProvider.System));

        protected override Task<IReadOnlyList<string>> MembersAsync(string audience) => Task.FromResult(receiver.Members(audience));

        protected override void LoseNextAnswer() => receiver.LoseNextAnswer();

        protected override Task StallNextCall() => receiver.StallNextCall();
    }
}
