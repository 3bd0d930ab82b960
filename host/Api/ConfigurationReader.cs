using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using Host.Api.Http;

namespace Host.Api;

/// <summary>Reads the body of PUT /v1/organisation/configuration. All lists have to be there, so that none is emptied by mistake.</summary>
internal static class ConfigurationReader
{
    public static (Configuration Configuration, ImmutableArray<Replacement> Replacing) Read(JsonElement body)
    {
        var fields = new Fields(body, "", "version", "replacing");
        var refuses = fields.Text("others") switch
        {
            null or "keep" => false,
            "refuse" => true,
            _ => fields.Wrong<bool>("others", "is keep or refuse"),
        };
        var stages = List(fields, "stages", ReadTerm);
        var segments = List(fields, "segments", ReadSegment);
        var steps = List(fields, "steps", ReadSteps);
        var sections = List(fields, "sections", ReadTerm);
        var own = List(fields, "fields", (item, path) => CustomFieldJson.Read(null, item, path));
        var replacing = Replacing(fields);
        fields.End();
        return (new(new(stages, segments, steps, refuses, []), sections, own), replacing);
    }

    private static ImmutableArray<T> List<T>(Fields fields, string name, Func<JsonElement, string, T> read, string path = "")
    {
        if (fields.Any(name) is { ValueKind: JsonValueKind.Array } list)
            return [.. list.EnumerateArray().Select((item, i) => read(item, $"{path}{name}[{i}]"))];
        fields.Wrong<object>(name, "is a list, and has to be there: PUT replaces all; send what GET answers, changed");
        return [];
    }

    private static Term ReadTerm(JsonElement item, string path)
    {
        if (item.ValueKind == JsonValueKind.String) return new(item.GetString()!, item.GetString()!);
        var fields = new Fields(item, path);
        var term = new Term(fields.RequiredText("key"), fields.RequiredText("label"));
        fields.End();
        return term;
    }

    private static SegmentTerm ReadSegment(JsonElement item, string path)
    {
        var fields = new Fields(item, path);
        var (key, label) = (fields.RequiredText("key"), fields.RequiredText("label"));
        var isPersonal = fields.RequiredText("kind") switch
        {
            "personal" => true,
            "business" => false,
            _ => fields.Wrong<bool>("kind", "is business or personal"),
        };
        fields.End();
        return new(key, label, isPersonal);
    }

    private static StepList ReadSteps(JsonElement item, string path)
    {
        var fields = new Fields(item, path);
        var list = new StepList(fields.RequiredText("stage"), fields.RequiredText("segment"), List(fields, "steps", ReadStep, $"{path}."));
        fields.End();
        return list;
    }

    private static NextStep ReadStep(JsonElement item, string path)
    {
        var fields = new Fields(item, path);
        var days = fields.Any("reminderDays") switch
        {
            null => (int?)null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var whole) => whole,
            _ => fields.Wrong<int?>("reminderDays", "is a whole number of days"),
        };
        var step = new NextStep(fields.RequiredText("key"), fields.RequiredText("label"), days, fields.Text("template"));
        fields.End();
        return step;
    }

    private static ImmutableArray<Replacement> Replacing(Fields fields)
    {
        if (fields.Any("replacements") is not { } all) return [];
        var lists = new Fields(all, "replacements");
        ImmutableArray<Replacement> replacing =
        [
            .. Replacing(lists, "stages", Organising.Stage), .. Replacing(lists, "segments", Organising.Segment), .. Replacing(lists, "steps", Organising.Step),
        ];
        lists.End();
        return replacing;
    }

    private static IEnumerable<Replacement> Replacing(Fields lists, string name, string field)
    {
        if (lists.Any(name) is not { } pairs) return [];
        return pairs.ValueKind == JsonValueKind.Object && pairs.EnumerateObject().All(pair => pair.Value.ValueKind == JsonValueKind.String)
            ? pairs.EnumerateObject().Select(pair => new Replacement(field, pair.Name, pair.Value.GetString()!, ""))
            : lists.Wrong<IEnumerable<Replacement>>(name, "is an object of keys: { \"what is taken out\": \"what is there instead\" }") ?? [];
    }
}
