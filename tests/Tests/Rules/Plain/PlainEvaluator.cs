using System.Text.Json.Nodes;

namespace Tests.Rules.Plain;

/// <summary>
/// Who is in, at one instant: the contract read aloud, over JSON as it stands. Slow, without any idea of what changes when.
/// </summary>
internal sealed class PlainEvaluator
{
    private readonly Fault _fault;
    private readonly PlainValues _values;
    private readonly PlainFields _fields;
    private readonly PlainTest _test;
    private readonly (PlainEvent Event, JsonNode? Properties)[] _events;
    private readonly JsonObject _definition;
    private readonly Dictionary<string, JsonObject> _audiences;

    public PlainEvaluator(PlainCase given, Fault fault)
    {
        _fault = fault;
        _values = new PlainValues(fault);
        _fields = new PlainFields(given, _values, fault);
        _test = new PlainTest(_values, fault);
        _events = [.. given.Events.Select(item => (item, JsonNode.Parse(item.Properties)))];
        _definition = (JsonObject)JsonNode.Parse(given.Definition)!;
        _audiences = given.Audiences.ToDictionary(pair => pair.Key, pair => (JsonObject)JsonNode.Parse(pair.Value)!);
    }

    public bool IsMember(long n) => IsMember(_definition, n);

    private bool IsMember(JsonObject definition, long n)
    {
        var exclude = definition["exclude"]?.AsArray() ?? [];
        var included = definition["conditions"] is null || Group(definition, n);
        var named = definition["conditions"]?.ToJsonString().Contains("\"field\":\"archived\"") ?? false;
        var hidden = !named && _fault != Fault.ArchivedStay && _fields.Archived;
        var excluded = _fault != Fault.ExcludeIsIgnored && exclude.Count > 0
            && (_fault == Fault.ExcludeNeedsAll ? exclude.All(part => Holds(part!, n)) : exclude.Any(part => Holds(part!, n)));
        return included && !hidden && !excluded;
    }

    private bool Group(JsonNode group, long n)
    {
        var parts = group["conditions"]!.AsArray();
        var all = group["match"]!.GetValue<string>() == "all" || _fault == Fault.AnyIsAll;
        return Flip(group, all ? parts.All(part => Holds(part!, n)) : parts.Any(part => Holds(part!, n)));
    }

    private bool Holds(JsonNode part, long n)
    {
        if (part["conditions"] is not null)
        {
            return Group(part, n);
        }
        var field = part["field"]!.GetValue<string>();
        return Flip(part, field switch
        {
            _ when field.StartsWith("event.", StringComparison.Ordinal) => Performed(part, field["event.".Length..], n),
            _ when field.StartsWith("audience.", StringComparison.Ordinal) =>
                IsMember(_audiences[field["audience.".Length..]], n) == (Op(part) == "memberOf" || _fault == Fault.NotMemberIsMember),
            "assignedTo" => Assigned(part, n),
            _ => _test.Holds(part, _fields.Of(field, n), n, country: field == "country"),
        });
    }

    private bool Flip(JsonNode part, bool holds) =>
        holds != (part["not"]?.GetValue<bool>() == true && _fault != Fault.NotIsIgnored);

    private static string Op(JsonNode part) => part["op"]!.GetValue<string>();

    private bool Assigned(JsonNode part, long n)
    {
        var held = _fields.Of("assignedTo", n).Where(value => !_values.IsMissing(value)).ToList();
        if (held.Count == 0 && Op(part) is not ("exists" or "notExists") && _fault != Fault.NobodyIsNobodyKnown)
        {
            held.Add(JsonValue.Create("nobody"));
        }
        var named = JsonNode.Parse(part.ToJsonString().Replace("\"me\"", $"\"{PlainFields.Me}\""))!;
        return _test.Holds(named, held, n);
    }

    private bool Performed(JsonNode part, string name, long n)
    {
        var count = _events.Count(item =>
            item.Event.Name == name && (!item.Event.IsPage || _fault == Fault.PagesCountAsEvents)
            && _test.InWindow(part, item.Event.At, n) && Where(part, item.Properties, n));
        if (Op(part) == "notPerformed")
        {
            return count == 0;
        }
        var (least, most, exactly) = (Int(part, "atLeast"), Int(part, "atMost"), Int(part, "exactly"));
        return exactly is { } e ? (_fault == Fault.ExactlyIsAtLeast ? count >= e : count == e)
            : least is null && most is null ? count >= 1
            : (least is null || (_fault == Fault.AtLeastIsMoreThan ? count > least : count >= least))
                && (most is null || (count <= most && !(_fault == Fault.AtMostNeedsOne && count == 0)));
    }

    private bool Where(JsonNode part, JsonNode? properties, long n)
    {
        var clauses = part["where"]?.AsArray() ?? [];
        bool Clause(JsonNode? clause) => _test.Holds(clause!, _values.At(properties, clause!["property"]!.GetValue<string>().Split('.')), n);
        return clauses.Count == 0 || (_fault == Fault.OneClauseIsEnough ? clauses.Any(Clause) : clauses.All(Clause));
    }

    private static int? Int(JsonNode part, string member) => part[member]?.GetValue<int>();
}
