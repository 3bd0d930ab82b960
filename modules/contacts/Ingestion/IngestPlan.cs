using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>What a list of messages makes of one contact: the steps to commit, and what became of each message.</summary>
internal sealed class IngestPlan
{
    private readonly List<ContactStep> steps = [];
    private readonly List<int> sources = [];
    private readonly MessageFate[] fates;

    private IngestPlan(int messages) => fates = new MessageFate[messages];

    public ImmutableArray<ContactStep> Steps => [.. steps];
    public ImmutableArray<MessageFate> Fates => [.. fates];
    public Profile After { get; private set; } = Profile.Empty;

    /// <param name="before">Null for a contact that is to be made.</param>
    /// <param name="dropped">By index: messages that the partition knows already.</param>
    public static IngestPlan Make(Profile? before, IngestOrder order, IReadOnlyDictionary<int, MessageFate> dropped)
    {
        var plan = new IngestPlan(order.Messages.Length);
        var profile = before;
        var here = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < order.Messages.Length; i++)
        {
            var (message, route) = (order.Messages[i].Message, order.Messages[i].Route);
            if (dropped.TryGetValue(i, out var fate)) { plan.fates[i] = fate; continue; }
            if (!here.TryAdd(message.MessageId, message.BodyHash))
            {
                plan.fates[i] = here[message.MessageId] == message.BodyHash ? MessageFate.Duplicate : MessageFate.Conflict;
                continue;
            }
            if (GainFold.Apply(profile ?? New(message), route) is not { } gained) { plan.fates[i] = MessageFate.Elsewhere; continue; }
            var after = MessageFold.Apply(gained, message, order.By);
            var changes = profile is null || !ReferenceEquals(after, profile);
            profile = changes ? after with { UpdatedAt = Instant.Max(after.UpdatedAt, message.Arrived) } : profile;
            plan.steps.Add(Step(message, changes ? profile : null));
            plan.sources.Add(i);
        }
        plan.After = profile ?? Profile.Empty;
        return plan;
    }

    /// <summary>What the partition's answer about steps means for the messages.</summary>
    public IEnumerable<(int Message, MessageFate Fate)> Seen(ImmutableArray<SeenMessage> seen) =>
        seen.Select(step => (sources[step.Index], step.Same ? MessageFate.Duplicate : MessageFate.Conflict));

    private static Profile New(IncomingMessage message) =>
        Profile.Empty with { Origin = "event", CreatedAt = message.Arrived, UpdatedAt = message.Arrived };

    private static ContactStep Step(IncomingMessage message, Profile? profile) => new(
        message.Kind, message.At, message.Arrived, message.Name, message.MessageId, message.BodyHash, message.Payload, profile,
        message.Kind is StepKind.Identify or StepKind.Group or StepKind.Alias ? Cause.Profile : Cause.Event, message.Active);
}
