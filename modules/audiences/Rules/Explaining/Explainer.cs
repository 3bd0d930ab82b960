using System.Collections.Immutable;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// Says of each part of a definition what it is for one contact. Every part is compiled and judged alone, so that nothing here can say
/// otherwise than the rule does.
/// </summary>
internal sealed class Explainer
{
    public const string ArchivedPath = "archived";

    private readonly Subject _subject;
    private readonly Instant _now;
    private readonly string? _me;
    private readonly Reasons _reasons;

    private Explainer(in Subject subject, Instant now, string? me, AudienceNames audiences) =>
        (_subject, _now, _me, _reasons) = (subject, now, me, new Reasons(now, audiences));

    /// <param name="written">As it was saved: references by id, without the archived default.</param>
    /// <param name="rule">What is judged of it: with references inlined and the archived default.</param>
    /// <param name="audiences">Those that the asker may see.</param>
    public static Explained Of(Definition written, Definition rule, in Subject subject, Instant now, string? me, AudienceNames audiences)
    {
        var (include, added) = Split(written, rule);
        return new Explainer(subject, now, me, audiences).Whole("definition", rule, include, added, decides: true) with { Json = NodeJson.Of(written) };
    }

    /// <summary>Takes out what <see cref="Definition.WithArchivedDefault"/> put in.</summary>
    private static (Group? Include, Node? Added) Split(Definition written, Definition rule)
    {
        if (ReferenceEquals(written.WithArchivedDefault(), written))
        {
            return (rule.Include, null);
        }
        var parts = rule.Include!.Parts;
        return written.Include switch
        {
            null => (null, parts[^1]),
            { Match: Match.All, Not: false } => (rule.Include with { Parts = [.. parts.SkipLast(1)] }, parts[^1]),
            _ => ((Group)parts[0], parts[^1]),
        };
    }

    private Explained Whole(string path, Definition rule, Group? include, Node? added, bool decides)
    {
        // Each must be as wanted: a matching exclude is what keeps somebody out.
        var wanted = new List<(string Path, Node Node, bool Holds)>();
        if (include is not null)
        {
            wanted.Add(($"{path}.conditions", include, true));
        }
        if (added is not null)
        {
            wanted.Add((ArchivedPath, added, true));
        }
        wanted.AddRange(rule.Exclude.Select((node, index) => ($"{path}.exclude[{index}]", node, false)));
        var isAsWanted = wanted.Select(part => Holds(part.Node) == part.Holds).ToArray();
        var parts = wanted.Select((part, index) => Part(part.Path, part.Node, decides && AreOthers(isAsWanted, index, true))).ToImmutableArray();
        var (holds, next) = Judge(rule);
        return new Explained(path, null, NodeJson.Of(rule), holds, decides, next, Reasons.OfWhole(parts, isAsWanted), parts);
    }

    private Explained Part(string path, Node node, bool decides)
    {
        var (holds, next) = Judge(NodeJson.Alone(node));
        var explained = new Explained(path, node, NodeJson.Of(node), holds, decides, next, "", []);
        return node switch
        {
            Group group => OfGroup(explained, group),
            FieldCondition condition => OfField(explained, condition),
            EventCondition condition => OfEvent(explained, condition),
            Reference { Inlined: { } inlined } reference => OfReference(explained, reference, inlined),
            _ => explained with { Because = _reasons.OfAny(node, holds) },
        };
    }

    private Explained OfGroup(Explained explained, Group group)
    {
        var holds = group.Parts.Select(Holds).ToArray();
        var parts = group.Parts.Select((part, index) => Part(
            $"{explained.Path}{(explained.Path.EndsWith(']') ? ".conditions" : "")}[{index}]", part,
            explained.Decides && AreOthers(holds, index, group.Match == Match.All)));
        return explained with { Because = Reasons.OfGroup(group, holds.Count(part => part)), Parts = [.. parts] };
    }

    private Explained OfField(Explained explained, FieldCondition condition)
    {
        var values = FieldValues.Of(condition.Field, _subject, _now);
        return explained with { Because = _reasons.OfField(condition, values), Value = FieldValues.ToJson(values) };
    }

    private Explained OfEvent(Explained explained, EventCondition condition)
    {
        var events = CountedEvents.Of(condition, _subject, _now, _me);
        return explained with { Because = _reasons.OfEvent(condition, events.Count), Events = events };
    }

    /// <summary>Paths in the other go on behind <c>definition</c>, as they stand in what is judged.</summary>
    private Explained OfReference(Explained explained, Reference reference, Definition inlined)
    {
        var other = Whole($"{explained.Path}.definition", inlined, inlined.Include, null, explained.Decides);
        return explained with { Because = _reasons.OfReference(reference, other.Result), Parts = [other] };
    }

    private bool Holds(Node node) => Judge(NodeJson.Alone(node)).Holds;

    private (bool Holds, Flip? Next) Judge(Definition definition)
    {
        var rule = Rule.Compile(definition, _me);
        return (Rule.Evaluate(rule, _subject, _now).Holds, Rule.NextFlip(rule, _subject, _now));
    }

    private static bool AreOthers(bool[] all, int index, bool wanted) =>
        all.Where((_, other) => other != index).All(holds => holds == wanted);
}
