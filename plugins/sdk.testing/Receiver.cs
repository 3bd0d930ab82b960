namespace Audiences.Sdk.Testing;

/// <summary>What a contract knows of the receiver; see <see cref="DestinationContract{TDestination}"/>.</summary>
internal sealed record Receiver(
    Func<Task<IAudienceDestination>> ConnectAsync,
    Func<string, Task<IReadOnlyList<string>>> MembersAsync,
    Action LoseNextAnswer,
    Func<Task> StallNextCall,
    Func<Member?> Refused,
    Func<TimeSpan> Patience);
