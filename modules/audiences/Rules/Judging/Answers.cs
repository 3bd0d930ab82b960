namespace Audiences.Rules;

/// <summary>
/// What shared conditions have said of one subject at one instant, so that one that stands in many rules is asked once. Whoever asks
/// about another subject or instant begins anew. For one thread at a time.
/// </summary>
internal sealed class Answers
{
    private readonly Dictionary<Judge, Outcome> _given = [];
    private Subject _subject;
    private long _now;

    public Outcome Of(Judge condition, in Subject subject, long now)
    {
        if (!IsAbout(subject, now))
        {
            Forget();
            (_subject, _now) = (subject, now);
        }
        if (!_given.TryGetValue(condition, out var outcome))
        {
            _given[condition] = outcome = condition.Of(subject, now, this);
        }
        return outcome;
    }

    /// <summary>Lets go of the subject: it may be somebody who is to be erased.</summary>
    public void Forget()
    {
        _given.Clear();
        _subject = default;
    }

    // Facts and histories never change: the same object says the same.
    private bool IsAbout(in Subject subject, long now) =>
        now == _now && ReferenceEquals(subject.Facts, _subject.Facts) && ReferenceEquals(subject.Events, _subject.Events);
}
