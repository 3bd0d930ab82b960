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
    private readonly PlainCounts _counts;
    private readonly PlainCase _given;
    private readonly (PlainEvent Event, JsonNode? Properties)[] _events;
    private readonly JsonObject _definition;
    private readonly Dictionary<string, JsonObject> _audiences;

    public PlainEvaluator(PlainCase given, Fault fault)
    {
        (_given, _fault) = (given, fault);
        _values = new PlainValues(fault);
        _fields = new PlainFields(given, _values, fault);
        _test = new PlainTest(_values, fault);
        _counts = new PlainCounts(given, _test, fault);
        _events = [.. given.Events.Select(item => (item, PlainJson.Parse(item.Properties)))];
        _definition = (JsonObject)PlainJson.Parse(given.Definition)!;
        _audiences = given.Audiences.ToDictionary(pair => pair.Key, pair => (JsonObject)PlainJson.Parse(pair.Value)!);
    }

    /// <summary>One of <see cref="Tests"/>, whose answer is turned round to see what depends on it.</summary>
    public JsonNode? Flipped { get; set; }

    /// <summary>Everything with an operator: conditions, and clauses of <c>where</c>.</summary>
    public JsonNode[] Tests => [.. _audiences.Values.Append(_definition).SelectMany(Within)];

    public bool IsMember(long n) => IsMember(PlainPerson.Asked, _definition, n);

    private bool IsMember(string audience, JsonObject definition, long n)
    {
        var exclude = definition["exclude"]?.AsArray() ?? [];
        var included = definition["conditions"] is null || Group(definition, n);
        var hidden = _fields.Archived(n) && _fault != Fault.ArchivedStay
            && definition["conditions"]?.ToJsonString().Contains("\"field\":\"archived\"") != true;
        var excluded = _fault != Fault.ExcludeIsIgnored && exclude.Count > 0
            && (_fault == Fault.ExcludeNeedsAll ? exclude.All(part => Holds(part!, n)) : exclude.Any(part => Holds(part!, n)));
        return _fault != Fault.PinsAreIgnored && _given.Person.Pins.TryGetValue(audience, out var pinned)
            ? pinned && (!hidden || _fault == Fault.PinsBeatTheArchive)
            : included && !hidden && !excluded;
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
            "page" => Performed(part, null, page: true, n),
            "eventCount" or "sessionCount" => Counted(part, field == "sessionCount", n),
            "device" or "browser" => _test.Holds(part, [.. (string?[])[_counts.Agent(field == "device", n)]], n),
            "assignedTo" => Assigned(part, n),
            _ when Op(part) == "hasBeen" => HasBeen(part, field, n),
            _ when field.StartsWith("event.", StringComparison.Ordinal) => Performed(part, field["event.".Length..], page: false, n),
            _ when field.StartsWith("page.", StringComparison.Ordinal) => Performed(part, field["page.".Length..], page: true, n),
            _ when field.StartsWith("audience.", StringComparison.Ordinal) =>
                IsMember(field["audience.".Length..], _audiences[field["audience.".Length..]], n) == (Op(part) == "memberOf" || _fault == Fault.NotMemberIsMember),
            _ => _test.Holds(part, _fields.Of(field, n), n, country: field == "country"),
        });
    }

    private bool Flip(JsonNode part, bool holds) =>
        holds != (part["not"]?.GetValue<bool>() == true && _fault != Fault.NotIsIgnored) != ReferenceEquals(part, Flipped);

    private static string Op(JsonNode part) => part["op"]!.GetValue<string>();

    private static IEnumerable<JsonNode> Within(JsonNode part) => part["op"] is not null
        ? (part["where"]?.AsArray() ?? []).Select(clause => clause!).Prepend(part)
        : new[] { part["conditions"], part["exclude"] }.SelectMany(list => list?.AsArray() ?? []).SelectMany(inner => Within(inner!));

    private bool Counted(JsonNode part, bool sessions, long n) =>
        _test.Holds(part, [(decimal)(_fault == Fault.CountsIgnoreTheirWindow ? _counts.Times(sessions).Count(at => at <= n) : _counts.Count(part, sessions, n))], n);

    /// <summary>v since s: from the last write that was something else on.</summary>
    private bool HasBeen(JsonNode part, string field, long n)
    {
        var writes = _given.Person.Writes.OrderBy(write => write.At).ToArray();
        if (field != PlainPerson.Written || writes.Length == 0)
        {
            return false;
        }
        bool IsIt(PlainWrite write) => _values.At(PlainJson.Parse(write.Json), []).Any(item => _test.Same(item, part["value"]));
        var others = writes.Where(write => !IsIt(write)).Select(write => write.At).DefaultIfEmpty(long.MinValue).Max();
        var run = writes.Where(write => write.At > others || _fault == Fault.HasBeenForgivesBreaks).ToArray();
        var since = run.Length == 0 || !IsIt(writes[^1]) ? (long?)null
            : _fault == Fault.HasBeenRestarts ? run[^1].At
            : _fault == Fault.HasBeenSinceItCameIn ? run.MinBy(write => Array.IndexOf(_given.Person.Writes, write))!.At
            : run[0].At;
        var length = PlainTest.Ms(part["for"])!.Value;
        return since is { } s && (_fault == Fault.HasBeenMissesItsEdge ? n > s + length : n >= s + length);
    }

    private bool Assigned(JsonNode part, long n)
    {
        var held = _fields.Of("assignedTo", n).Where(value => !_values.IsMissing(value)).ToList();
        if (held.Count == 0 && Op(part) is not ("exists" or "notExists") && _fault != Fault.NobodyIsNobodyKnown)
        {
            held.Add(JsonValue.Create("nobody"));
        }
        var named = PlainJson.Parse(part.ToJsonString().Replace("\"me\"", $"\"{PlainFields.Me}\""))!;
        return _test.Holds(named, held, n);
    }

    private bool Performed(JsonNode part, string? name, bool page, long n)
    {
        var occurrence = part["occurrence"]?.GetValue<string>() ?? "any";
        bool Counts((PlainEvent Event, JsonNode? Properties) item) => _test.InWindow(part, item.Event.At, n) && Where(part, item.Properties, n);
        var named = _events.Where(item => page ? IsPage(item, name) : item.Event.Name == name && (!item.Event.IsPage || _fault == Fault.PagesCountAsEvents));
        var picked = occurrence == "any" || _fault == Fault.OccurrenceIsAny ? named
            : PlainCounts.Pick(
                _fault == Fault.OccurrenceIsPickedLast ? named.Where(Counts) : named,
                _fault is Fault.FirstIsLast ? "last" : _fault is Fault.LastIsFirst ? "first" : occurrence, n);
        return Enough(part, picked.Count(Counts));
    }

    private bool IsPage((PlainEvent Event, JsonNode? Properties) item, string? page) =>
        (item.Event.IsPage || _fault == Fault.EventsCountAsPages)
        && (page is null || (item.Event.Name == page && _fault != Fault.PagesHaveNoName)
            || (PathOf(item.Properties) == page && _fault != Fault.PagesHaveNoPath));

    private static string? PathOf(JsonNode? view) =>
        view?["path"]?.GetValue<string>() ?? (view?["url"]?.GetValue<string>() is { } url && url.StartsWith("https://", StringComparison.Ordinal) ? new Uri(url).AbsolutePath : null);

    private bool Enough(JsonNode part, int count)
    {
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
        bool Clause(JsonNode? clause) =>
            _test.Holds(clause!, _values.At(properties, clause!["property"]!.GetValue<string>().Split('.')), n) != ReferenceEquals(clause, Flipped);
        return clauses.Count == 0 || (_fault == Fault.OneClauseIsEnough ? clauses.Any(Clause) : clauses.All(Clause));
    }

    private static int? Int(JsonNode part, string member) => (int?)part[member]?.GetValue<decimal>();
}
