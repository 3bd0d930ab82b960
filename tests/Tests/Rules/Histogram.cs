using System.Text.Json.Nodes;
using Audiences.Rules;
using Tests.Rules.Plain;

namespace Tests.Rules;

/// <summary>Whether random cases show something: how often they flip, which operators decide that, and where operators stand.</summary>
internal sealed class Histogram
{
    // What decides rarest does so about 210 times in 20,000 cases: a draw that has less than this is no accident.
    public const int Enough = 150;

    private static readonly string[] Operators = [.. Operator.ByName.Keys];

    private readonly int[] _flips = new int[6];
    private readonly Dictionary<string, int> _decided = Operators.ToDictionary(op => op, _ => 0);
    private readonly HashSet<(string Op, string Place)> _places = [];
    private int _cases;

    public void Add(Judged judged)
    {
        _cases++;
        _flips[Math.Min(judged.Flips.Count, _flips.Length - 1)]++;
        var plain = new PlainEvaluator(judged.Given, Fault.None);
        foreach (var test in plain.Tests.Where(test => _decided[Op(test)] < Enough))
        {
            plain.Flipped = test;
            _decided[Op(test)] += judged.Flips.Count(flip => plain.IsMember(flip.At.Ms - 1) == plain.IsMember(flip.At.Ms));
        }
        foreach (var definition in judged.Given.Audiences.Values.Append(judged.Given.Definition))
        {
            Note(JsonNode.Parse(definition)!, []);
        }
    }

    /// <summary>What is too rare for the agreement to prove anything about it.</summary>
    public IEnumerable<string> Gaps()
    {
        if (_flips[2..].Sum() * 2 < _cases)
        {
            yield return $"only {_flips[2..].Sum()} of {_cases} cases flip twice or more";
        }
        foreach (var (op, count) in _decided.Where(pair => pair.Value < Enough))
        {
            yield return $"{op} decides {count} flips";
        }
        foreach (var (op, place) in Operators.SelectMany(op => ((string[])["any", "not", "exclude"]).Select(place => (Op: op, Place: place))).Except(_places))
        {
            yield return $"{op} never stands under {place}";
        }
    }

    public override string ToString() =>
        $"cases with 0, 1, 2, 3, 4 and more flips: {string.Join(", ", _flips)}; flips decided by {string.Join(", ", _decided.Select(pair => $"{pair.Key} {pair.Value}"))}";

    private static string Op(JsonNode test) => test["op"]!.GetValue<string>();

    private void Note(JsonNode part, string[] places)
    {
        if (part["not"]?.GetValue<bool>() == true)
        {
            places = [.. places, "not"];
        }
        if (part["op"] is not null)
        {
            _places.UnionWith(places.Select(place => (Op(part), place)));
        }
        var within = part["match"]?.GetValue<string>() == "any" ? [.. places, "any"] : places;
        foreach (var (list, at) in new[] { (part["conditions"], within), (part["where"], places), (part["exclude"], ["exclude"]) })
        {
            foreach (var inner in list?.AsArray() ?? [])
            {
                Note(inner!, at);
            }
        }
    }
}
