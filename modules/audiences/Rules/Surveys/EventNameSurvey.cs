using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

internal sealed class EventNameSurvey(string name) : NameSurvey(name)
{
    public override string? Warning => Known ? null : $"No contact of this book has an event `{Name}`.{Hint}";

    public override bool LookAt(ContactColumns columns, SlotSet among)
    {
        if (!columns.HoldsAllEvents)
        {
            return false;
        }
        Known |= columns.TryEvents(StepKind.Track, Name, out var postings) && postings?.HasAny(among) == true;
        if (!Known)
        {
            NoteAll(columns.EventNamesOf(among, StepKind.Track));
        }
        return true;
    }

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
