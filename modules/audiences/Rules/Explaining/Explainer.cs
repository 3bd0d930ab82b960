using System.Collections.Immutable;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// Says of each part of a definition what it is for one contact. Every part is compiled and judged alone, so that nothing here can say
/// otherwise than the rule does.
/// </summary>
internal sealed class Explainer
{
    public const string ArchivedPath = "archived", PinnedPath = "pinned";

    private readonly Subject _subject;
    private readonly Instant _now;
    private readonly string? _me;
    private readonly AudienceNames _audiences;
    private readonly Reasons _reasons;

    private Explainer(in Subject subject, Instant now, string? me, AudienceNames audiences) =>
        (_subject, _now, _me, _audiences, _reasons) = (subject, now, me, audiences, new Reasons(now, audiences));

    /// <param name="rule">What is judged, with references inlined.</param>
    /// <param name="audiences">Those that the asker may see.</param>
    public static Explained Of(Definition rule, in Subject subject, Instant now, string? me, AudienceNames audiences) =>
        new Explainer(subject, now, me, audiences).Whole("definition", rule, decides: true);

    private Explained Whole(string path, Definition rule, bool decides) =>
        rule.Team is not { } team ? OfBook(path, rule, decides)
        : _subject.Facts.SeenBy(team) is { } seen ? new Explainer(_subject with { Facts = seen }, _now, _me, _audiences).OfBook(path, rule with { Team = null }, decides)
        : new Explained(path, null, NodeJson.Of(rule), false, decides, null, "the team does not see the contact", []);

    private Explained OfBook(string path, Definition rule, bool decides)
    {
        var pin = rule.Pins is { } audience ? _subject.Facts.PinIn(audience) : null;
        // Each must be as wanted: a matching exclude is what keeps somebody out.
        var wanted = new List<(string Path, Node Node, bool Holds)>();
        if (!rule.IsNobody && rule.Include is { } include)
        {
            wanted.Add(($"{path}.conditions", include, true));
        }
        wanted.AddRange(rule.Exclude.Select((node, index) => ($"{path}.exclude[{index}]", node, false)));
        var conditions = wanted.Count;
        if (rule.Unarchived)
        {
            wanted.Add((Added(path, ArchivedPath), Definition.NotArchived, true));
        }
        var isAsWanted = wanted.Select(part => Holds(part.Node) == part.Holds).ToArray();
        bool Decides(int index) => pin is { } held
            ? index >= conditions && held.In
            : AreOthers(isAsWanted, index, true);
        var parts = wanted.Select((part, index) => Part(part.Path, part.Node, decides && Decides(index))).ToImmutableArray();
        if (pin is { } pinned)
        {
            var isUnarchived = isAsWanted.Skip(conditions).All(holds => holds);
            parts = parts.Add(_reasons.OfPin(Added(path, PinnedPath), pinned, decides && isUnarchived));
        }
        var (holds, next) = Judge(rule);
        var because = rule.IsNobody && pin is null ? Reasons.NotPutIn : Reasons.OfWhole(parts, isAsWanted, pin);
        return new Explained(path, null, NodeJson.Of(rule), holds, decides, next, because, parts);
    }

    /// <summary>Of the audience itself these stand for themselves; of one that it refers to, behind its path.</summary>
    private static string Added(string path, string name) => path == "definition" ? name : $"{path}.{name}";

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
        var other = Whole($"{explained.Path}.definition", inlined, explained.Decides);
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
