using System.Text.Json.Nodes;
using Contracts;

namespace Audiences.Rules;

/// <summary>Reads one condition of the text form into its JSON.</summary>
internal sealed class ConditionReader
{
    private static readonly string[] Beginnings =
        ["performed", "did", "saw", "first", "last", "member", "no", "not", "everyone", "all", "any", .. Field.Kinds.Keys];

    private readonly Tokens _tokens;
    private readonly AudienceNames _audiences;
    private readonly TestReader _tests;
    private readonly HappeningReader _happenings;

    public ConditionReader(Tokens tokens, AudienceNames audiences, AudienceLimits limits)
    {
        (_tokens, _audiences, _tests) = (tokens, audiences, new TestReader(tokens));
        _happenings = new HappeningReader(tokens, _tests, limits);
    }

    public JsonObject Read()
    {
        var at = _tokens.Next;
        return _tokens.Place(_happenings.TryRead() ?? TryAudience() ?? OfField(), at);
    }

    private JsonObject? TryAudience()
    {
        var at = _tokens.Next;
        var isNo = _tokens.Says("no", "member");
        if (!_tokens.TryTake("member") && !_tokens.TryTake("no", "member"))
        {
            return null;
        }
        _tokens.Expect("of");
        var name = _tokens.Next;
        if (!name.IsName)
        {
            throw _tokens.Expected("the name of an audience in quotes");
        }
        var id = _audiences.Find(name.Text, out var problem) ?? throw _tokens.Refuse(name, problem, "unknown-audience");
        _tokens.Take();
        return new JsonObject
        {
            ["field"] = _tokens.Place(JsonValue.Create($"audience.{id}"), name),
            ["op"] = _tokens.Place(JsonValue.Create(Operator.Name(isNo ? Op.NotMemberOf : Op.MemberOf)), at),
        };
    }

    private JsonObject OfField()
    {
        var at = _tokens.Next;
        if (!at.IsName)
        {
            throw _tokens.Expected("a condition such as `trait.plan equals premium` or `performed purchase`", Beginnings);
        }
        var field = FieldName();
        var condition = new JsonObject { ["field"] = _tokens.Place(JsonValue.Create(field), at) };
        if (_tests.TryRead(condition))
        {
            AddWindow(condition, field);
            return condition;
        }
        if (Field.KindOf(field) == FieldKind.Boolean)
        {
            condition["op"] = Operator.Name(Op.Equals);
            condition["value"] = true;
            return condition;
        }
        throw Field.KindOf(field) is null && Nearest.To(at.Text, Beginnings) is { } near
            ? _tokens.Refuse(at, $"expected a condition, found {at.Shown}. Did you mean `{near}`?")
            : _tokens.Expected($"what is asked of `{field}`, such as `equals` or `exists`", Phrases.Beginnings);
    }

    /// <summary><c>trait.plan</c>, <c>trait."a path"</c>, or as a sentence says it: <c>trait plan</c>.</summary>
    private string FieldName()
    {
        var root = _tokens.Take();
        var below = _tokens.Next;
        if (root.Kind == TokenKind.Word && root.Text.EndsWith('.') && below.Kind == TokenKind.Quoted && below.From == root.To)
        {
            return root.Text + _tokens.Take().Text;
        }
        return Field.Roots.FirstOrDefault(root.Says) is { } known && below.IsName ? $"{known}.{_tokens.Take().Text}" : root.Text;
    }

    /// <summary>Counts have a window beside what is asked of the number.</summary>
    private void AddWindow(JsonObject condition, string field)
    {
        if (Field.KindOf(field) == FieldKind.Number)
        {
            _tests.TryWindow(condition);
        }
    }
}
