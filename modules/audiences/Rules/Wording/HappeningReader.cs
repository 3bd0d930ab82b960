using System.Text.Json.Nodes;
using Contracts;

namespace Audiences.Rules;

/// <summary>Reads a condition on events or pages: which, how often, when, and what else is asked of them.</summary>
internal sealed class HappeningReader(Tokens tokens, TestReader tests, AudienceLimits limits)
{
    /// <summary>Null, and nothing taken, when something else comes next.</summary>
    public JsonObject? TryRead()
    {
        var occurrence = tokens.Says("first") || tokens.Says("last") ? tokens.Next.Text.ToLowerInvariant() : null;
        var verb = tokens.Ahead(occurrence is null ? 0 : 1);
        if (!verb.Says("performed") && !verb.Says("saw") && !verb.Says("did"))
        {
            return null;
        }
        var at = occurrence is null ? verb : tokens.Take();
        tokens.Take();
        var condition = new JsonObject
        {
            ["field"] = IsPage(verb) ? Page() : Named("event", "the name of an event, in quotes if it is more than a word"),
            ["op"] = tokens.Place(JsonValue.Create(Operator.Name(verb.Says("did") ? Op.NotPerformed : Op.Performed)), at),
        };
        if (occurrence is not null)
        {
            condition["occurrence"] = tokens.Place(JsonValue.Create(occurrence), at);
        }
        AddTimesAndWindow(condition);
        AddClauses(condition);
        return condition;
    }

    /// <summary>Takes the rest of <c>did not perform</c> or <c>did not see</c>.</summary>
    private bool IsPage(Token verb)
    {
        if (!verb.Says("did"))
        {
            return verb.Says("saw");
        }
        tokens.Expect("not");
        var isPage = tokens.TryTake("see");
        if (!isPage)
        {
            tokens.Expect("perform");
        }
        return isPage;
    }

    private JsonValue Page()
    {
        var at = tokens.Next;
        if (tokens.TryTake("any", "page") || tokens.TryTake("a", "page"))
        {
            return tokens.Place(JsonValue.Create("page"), at);
        }
        tokens.Expect("page");
        return Named("page", "the name or path of a page, in quotes if it is more than a word");
    }

    private JsonValue Named(string root, string expected)
    {
        var at = tokens.Next;
        return at.IsName ? tokens.Place(JsonValue.Create($"{root}.{tokens.Take().Text}"), at) : throw tokens.Expected(expected);
    }

    private void AddTimesAndWindow(JsonObject condition)
    {
        while (TryTimes(condition) || tests.TryWindow(condition))
        {
        }
    }

    private bool TryTimes(JsonObject condition)
    {
        if (condition.ContainsKey("atLeast") || condition.ContainsKey("atMost") || condition.ContainsKey("exactly"))
        {
            return false;
        }
        var member = tokens.TryTake("exactly") ? "exactly" : tokens.TryTake("at") ? AtLeastOrMost() : null;
        if (member is null)
        {
            return TryRange(condition);
        }
        condition[member] = Count(out var isSaid);
        if (!isSaid)
        {
            ExpectTimes();
        }
        return true;
    }

    private string AtLeastOrMost() =>
        tokens.TryTake("least") ? "atLeast"
        : tokens.TryTake("most") ? "atMost"
        : throw tokens.Expected("`least` or `most`", "least", "most");

    /// <summary><c>2 to 5 times</c>.</summary>
    private bool TryRange(JsonObject condition)
    {
        if (!tokens.Ahead(1).Says("to"))
        {
            return false;
        }
        condition["atLeast"] = Count(out _);
        tokens.Expect("to");
        condition["atMost"] = Count(out _);
        ExpectTimes();
        return true;
    }

    /// <param name="isSaid">"once" or "twice", which says "times" too.</param>
    private JsonNode Count(out bool isSaid)
    {
        var next = tokens.Next;
        isSaid = next.Says("once") || next.Says("twice");
        if (!isSaid && (next.Kind != TokenKind.Word || !Number.IsJson(next.Text)))
        {
            throw tokens.Expected("how many times, such as `2 times`");
        }
        var count = isSaid ? JsonValue.Create(next.Says("once") ? 1 : 2) : JsonNode.Parse(next.Text)!;
        tokens.Take();
        return tokens.Place(count, next);
    }

    private void ExpectTimes()
    {
        if (!tokens.TryTake("time"))
        {
            tokens.Expect("times");
        }
    }

    /// <summary>One clause, or several in brackets: <c>with (amount is above 100 and stars exists)</c>.</summary>
    private void AddClauses(JsonObject condition)
    {
        if (!tokens.TryTake("with"))
        {
            return;
        }
        var clauses = tokens.Place(new JsonArray(), tokens.Next);
        var isSeveral = tokens.TryTake(TokenKind.Open);
        do
        {
            if (clauses.Count == limits.Clauses)
            {
                throw tokens.Refuse(tokens.Next, $"this is one more than the {limits.Clauses} things that may be asked of an event.");
            }
            clauses.Add(Clause());
        }
        while (isSeveral && tokens.TryTake("and"));
        if (isSeveral)
        {
            tokens.Expect(TokenKind.Close, ")");
        }
        condition["where"] = clauses;
    }

    private JsonObject Clause()
    {
        var at = tokens.Next;
        if (!at.IsName)
        {
            throw tokens.Expected("the name of a property, in quotes if it is more than a word");
        }
        var clause = new JsonObject { ["property"] = tokens.Place(JsonValue.Create(tokens.Take().Text), at) };
        return tests.TryRead(clause)
            ? tokens.Place(clause, at)
            : throw tokens.Expected($"what is asked of the property {at.Shown}, such as `equals` or `is above`", Phrases.Beginnings);
    }
}
