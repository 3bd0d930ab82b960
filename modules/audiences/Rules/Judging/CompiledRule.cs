using System.Collections.Frozen;

namespace Audiences.Rules;

/// <summary>A definition made ready to judge; immutable, for use by any number of threads.</summary>
/// <param name="asked">Properties of events by which clauses judge, each event once.</param>
internal sealed class CompiledRule(Definition definition, Judge judge, Mentions mentions, IReadOnlyList<AskedProperties> asked)
{
    public Definition Definition => definition;
    public Judge Judge => judge;

    /// <inheritdoc cref="Judge.Grows"/>
    public bool Grows { get; } = judge.Grows;

    public Mentions Mentions => mentions;

    public IReadOnlyList<AskedProperties> Asked => asked;
}

/// <param name="IsPage">Of any page or screen.</param>
/// <param name="Properties">Of <c>a.b</c> also <c>a</c>, which may hold <c>b</c>.</param>
internal sealed record AskedProperties(string Name, bool IsPage, IReadOnlyCollection<string> Properties);

/// <summary>What can affect a rule, so that a change is judged only against those it may move.</summary>
/// <param name="Fields">
/// Names as <see cref="ContactFacts.ChangesSince"/> gives them. For <c>trait.a.b</c> also <c>trait.a</c>, which may hold <c>b</c>.
/// </param>
/// <param name="Events">Events, pages and screens that it counts.</param>
/// <param name="Seen">It asks for first or last seen or sessions, so that any active event matters.</param>
/// <param name="AnyEvent">Any event at all matters.</param>
/// <param name="Agent">Events matter that come from another device or browser than the one before.</param>
internal sealed record Mentions(
    FrozenSet<string> Fields, FrozenSet<MentionedEvent> Events, bool Seen, bool AnyEvent, bool Agent)
{
    /// <summary>It asks for something of the profile.</summary>
    public bool Profile => Fields.Count > 0;

    /// <summary>The name under which it is noted that a value is the same as before, and since another instant.</summary>
    public static string Since(string key) => $"since {key}";

    /// <summary>The name under which it is noted that somebody was pinned in that audience, or is no more.</summary>
    public static string Pin(string audience) => $"pin {audience}";

    /// <summary>The name under which it is noted that the team sees the contact, or sees it archived, otherwise than before.</summary>
    public static string Team(string team) => $"team {team}";

    /// <summary>As <see cref="MentionedEvent.Name"/> names a view: any, by its name, by its path.</summary>
    public static IEnumerable<string> NamesOf(EventFact view) => ((string?[])["", view.Name, PagePath.Of(view)]).OfType<string>().Distinct();
}

/// <summary>Events that a condition counts.</summary>
/// <param name="Name">Of a track event; of a page or screen its name or path, empty for any.</param>
/// <param name="Sought">One that has none of the values of one of these changes nothing; empty where every event of the name may.</param>
internal sealed record MentionedEvent(string Name, bool IsPage, Seq<SoughtValues> Sought);

/// <summary>A property that must have one of some values.</summary>
/// <param name="Values">As <see cref="ValueTests.Sought"/> gives them.</param>
internal sealed record SoughtValues(string Property, Seq<Literal> Values);
