using Contracts;

namespace Audiences.Rules;

internal sealed class EventNameSurvey(string name) : NameSurvey(name)
{
    public override string? Warning => Known ? null : $"No contact of this book has an event `{Name}`.{Hint}";

    public override void Look(in Subject subject)
    {
        Known = Known || subject.Events.Named(StepKind.Track, Name).Length > 0;
        if (!MayGather())
        {
            return;
        }
        foreach (var other in subject.Events.Names(StepKind.Track))
        {
            Note(other);
        }
    }
}
