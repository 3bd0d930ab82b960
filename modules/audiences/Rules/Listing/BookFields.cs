using System.Text.Json;
using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>Every field that the contacts of a book have, with what is in it: what a writer of definitions may choose from.</summary>
internal sealed class BookFields
{
    // Whoever may send events may make up names.
    private const int MostNames = 5_000;
    private const int DeepestPath = 5;

    private static readonly string[] BuiltIn = [.. Field.Kinds.Where(field => field.Value is not (FieldKind.Date or FieldKind.Number)).Select(field => field.Key)
        .Except(["device", "browser"], StringComparer.Ordinal)];

    private static readonly (string Field, Source Source)[] Sources = [.. BuiltIn.Select(field => (field, Source.For(field, nobody: false)))];

    private readonly Dictionary<(string Field, string? Property), FieldTally> _tallies = [];
    private readonly HashSet<FieldTally> _touched = [];

    public IReadOnlyDictionary<(string Field, string? Property), FieldTally> Tallies => _tallies;

    /// <summary>Looks at all of them at once; false, and nothing done, where the columns do not hold it all.</summary>
    public bool LookAt(ContactColumns columns, SlotSet among, Instant now)
    {
        var keyed = columns.Keys.Of(among).ToArray();
        var events = columns.EventsOf(among).ToArray();
        foreach (var postings in events)
        {
            postings.Settle();
        }
        if (!columns.Keys.HoldAll || !columns.HoldsAllEvents || !columns.HoldsAllViews || CanMeet([.. keyed.Select(held => held.Key)])
            || events.Any(postings => postings.Kind == StepKind.Track
                && (!postings.HoldsAllProperties || CanMeet([.. postings.Properties.Select(property => property.Name)]))))
        {
            return false;
        }
        foreach (var slot in among)
        {
            // Time archives, without a change of the contact.
            Find("archived", null)?.Add(Value.Of(columns.SubjectOf(slot).Facts.At(now).Archived));
            EndContact(1);
        }
        foreach (var (field, source) in Sources.Where(held => held.Field != "archived"))
        {
            foreach (var (values, contacts) in source.TryCount(columns, among)!)
            {
                if (Find(field, null) is { } tally)
                {
                    values.Visit(tally);
                }
                EndContact(contacts);
            }
        }
        foreach (var (key, column) in keyed.Where(held => Field.Split(held.Key) is ({ } root, _) && Field.Roots.Contains(root)))
        {
            foreach (var (values, contacts) in column.CountedOf(among))
            {
                Walk(key, null, values[0], DeepestPath);
                EndContact(contacts);
            }
        }
        foreach (var postings in events)
        {
            LookAt(postings, among);
        }
        return true;
    }

    /// <summary>What is below one key can be called as another is: <c>b</c> below <c>trait.a</c> and <c>trait.a.b</c>.</summary>
    private static bool CanMeet(HashSet<string> names) => names.Any(name =>
        Enumerable.Range(0, name.Length).Any(index => name[index] == '.' && names.Contains(name[..index])));

    private void LookAt(EventPostings postings, SlotSet among)
    {
        if (postings.Kind == StepKind.Track)
        {
            var field = $"event.{postings.Name}";
            Find(field, null)?.AddHappened();
            EndContact(postings.CountOf(among));
            foreach (var property in postings.Properties)
            {
                LookAt(postings, property, field, among);
            }
        }
        else if (postings.Kind == StepKind.Page && postings.Name.Length > 0)
        {
            Find($"page.{postings.Name}", null)?.AddHappened();
            EndContact(postings.CountOf(among));
        }
    }

    private void LookAt(EventPostings postings, PropertyColumn property, string field, SlotSet among)
    {
        if (property.Contents.IsPlain)
        {
            var (seen, contacts) = postings.CountEach(property, among);
            var values = contacts.Index().Where(counted => counted.Item > 0).Select(counted => (Value: property.Contents[counted.Index][0], counted.Item)).ToArray();
            // Other books may have it: then it is none of this book's names.
            if (seen > 0)
            {
                Find(field, property.Name)?.AddCounted(seen, values);
                _touched.Clear();
            }
            return;
        }
        // What is inside leads to other names, under which a contact counts once whatever led there.
        postings.SeeEach(property, among, codes =>
        {
            foreach (var code in codes)
            {
                Walk(field, property.Name, property.Contents[code][0], DeepestPath);
            }
            EndContact(1);
        });
    }

    public void Look(in Subject subject)
    {
        foreach (var (field, source) in Sources)
        {
            if (Find(field, null) is { } tally)
            {
                source.Visit(subject.Facts, tally);
            }
        }
        foreach (var key in subject.Facts.Keys.Where(key => Field.Split(key) is ({ } root, _) && Field.Roots.Contains(root)))
        {
            Walk(key, null, subject.Facts[key], DeepestPath);
        }
        foreach (var (name, events) in subject.Events.SeriesOf(StepKind.Track))
        {
            Find($"event.{name}", null)?.AddHappened();
            foreach (var happened in events.Items)
            {
                Properties($"event.{name}", happened.Properties);
            }
        }
        foreach (var (name, _) in subject.Events.SeriesOf(StepKind.Page).Where(series => series.Name.Length > 0))
        {
            Find($"page.{name}", null)?.AddHappened();
        }
        EndContact(1);
    }

    private void EndContact(int alike)
    {
        foreach (var tally in _touched)
        {
            tally.EndContact(alike);
        }
        _touched.Clear();
    }

    /// <summary>Null when there are too many names already.</summary>
    public FieldTally? Find(string field, string? property)
    {
        if (!_tallies.TryGetValue((field, property), out var tally))
        {
            if (_tallies.Count >= MostNames)
            {
                return null;
            }
            _tallies[(field, property)] = tally = new FieldTally();
        }
        _touched.Add(tally);
        return tally;
    }

    private void Properties(string field, JsonElement properties)
    {
        if (properties.ValueKind != JsonValueKind.Object)
        {
            return;
        }
        foreach (var property in properties.EnumerateObject())
        {
            Walk(field, property.Name, property.Value, DeepestPath);
        }
    }

    private void Walk(string field, string? property, in Value value, int deeper)
    {
        if (value.IsJson)
        {
            Walk(field, property, value.Json, deeper);
        }
        else
        {
            Find(field, property)?.Add(value);
        }
    }

    /// <summary>Objects lead further down, arrays to each of their elements.</summary>
    private void Walk(string field, string? property, JsonElement json, int deeper)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in json.EnumerateArray())
            {
                Walk(field, property, element, deeper - 1);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object && deeper > 0)
        {
            foreach (var member in json.EnumerateObject())
            {
                Walk(property is null ? $"{field}.{member.Name}" : field, property is null ? null : $"{property}.{member.Name}", member.Value, deeper - 1);
            }
        }
        else
        {
            Find(field, property)?.Add(Value.Of(json));
        }
    }
}
