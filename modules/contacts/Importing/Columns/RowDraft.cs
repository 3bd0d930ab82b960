using System.Text.Json;
using System.Text.Json.Nodes;

namespace Contacts;

/// <summary>
/// One row on its way to a body: what its cells said so far, and which column said it, so that a fault can name the column.
/// </summary>
internal sealed class RowDraft
{
    /// <summary>An address in one cell, used when its parts are not given.</summary>
    public const string WholeAddress = "";

    private readonly JsonObject body = [];
    private readonly Dictionary<string, string> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CellLabel> labels = new(StringComparer.Ordinal);
    private readonly RowAddresses addresses = new();
    private readonly RowConsent consent = new();
    private (string Name, string Column)? fullName;
    private string? fault;

    public DraftAddresses Emails { get; } = new();
    public DraftAddresses Phones { get; } = new();

    /// <summary>The first column that has something to say says it.</summary>
    public void Text(string field, string cell, string column)
    {
        if (body.TryAdd(field, cell)) columns[field] = column;
    }

    public void Trait(string name, string cell, string column) => Entry("traits", name, cell, column);

    /// <summary>Columns of one name make a list.</summary>
    public void Entry(string of, string name, string cell, string column)
    {
        var entries = Object(of);
        if (!entries.TryGetPropertyValue(name, out var held)) entries[name] = cell;
        else if (held is JsonArray list) list.Add(cell);
        else entries[name] = new JsonArray(held!.GetValue<string>(), cell);
        columns[$"{of}.{name}"] = column;
    }

    public void List(string field, IEnumerable<string> values, string column)
    {
        foreach (var value in values)
        {
            if (body[field] is not JsonArray list) body[field] = list = [];
            columns[$"{field}[{list.Count}]"] = column;
            list.Add(value);
        }
    }

    /// <summary>Google's labels; its own groups, marked with a star, are not tags unless a person named them.</summary>
    public void Labels(string cell, string column)
    {
        var tags = CellText.Tags(cell).Select(label => label.TrimStart('*').Trim())
            .Where(label => label.Length > 0 && label is not ("myContacts" or "My Contacts" or "starred"));
        List("tags", tags, column);
    }

    public void FullName(string cell, string column) => fullName ??= (cell, column);

    public void Birthday(string cell, string column)
    {
        if (Contacts.Birthday.Read(cell) is { } day) Text("birthday", day, column);
        else Wrong(column, "is no date that can be read; write it as 1990-02-28");
    }

    public void Label(string pair, string cell) => labels[pair] = CellLabel.Of(cell);

    public CellLabel LabelOf(string pair) => labels.GetValueOrDefault(pair);

    public void Address(string group, string part, string cell, string column) => addresses.Add(group, part, cell, column);

    public void AddressLabel(string group, string cell) => addresses.Mark(group, CellLabel.Of(cell).IsPrimary);

    public void Subscribed(string cell, string column)
    {
        if (CellText.Flag(cell) is { } flag) consent.Flag ??= flag;
        else Wrong(column, "is true or false");
    }

    /// <summary>False says only that nobody opted out, which is no consent.</summary>
    public void OptedOut(string cell, string column)
    {
        if (CellText.Flag(cell) is not { } flag) Wrong(column, "is true or false");
        else if (flag) consent.Flag = false;
    }

    public void OptIn(string cell, string column) => consent.OptIn(Time(cell, column));

    public void OptOut(string cell, string? why, string column) => consent.OptOut(Time(cell, column), why);

    public void OptOutReason(string cell) => consent.Reason ??= cell;

    public void Deleted(string cell, string column)
    {
        if (CellText.Flag(cell) == true) Wrong(column, "the contact is in the recycle bin");
    }

    /// <summary>The body, or what is wrong with which column.</summary>
    public (JsonElement? Body, string? Reason) ToBody()
    {
        if (fault is not null) return (null, fault);
        Complete();
        if (body.Count == 0) return (null, "there is nothing in it");
        var json = JsonSerializer.SerializeToElement(body);
        return ContactBody.Faults(json).FirstOrDefault() is { Key: { } path, Value: { } messages }
            ? (null, $"column \"{ColumnOf(path)}\": {messages[0]}")
            : (json, null);
    }

    private void Complete()
    {
        if (!Emails.IsEmpty) body["emails"] = Emails.ToJson();
        if (!Phones.IsEmpty) body["phones"] = Phones.ToJson();
        if (fullName is var (name, column) && !body.ContainsKey("firstName") && !body.ContainsKey("lastName"))
        {
            var blank = name.IndexOf(' ');
            Text("firstName", blank < 0 ? name : name[..blank], column);
            if (blank > 0) Text("lastName", name[blank..].Trim(), column);
        }
        addresses.Complete(this);
        if (consent.ToJson() is { } told) body["consent"] = new JsonObject { ["email"] = told };
    }

    public void AddressPart(string part, string text, string column)
    {
        Object("address")[part] = text;
        columns[$"address.{part}"] = column;
    }

    private string? Time(string cell, string column)
    {
        if (EventTime.Read(cell) is { } at) return at.ToString();
        Wrong(column, "is no time that can be read; write it as 2026-02-28T10:00:00Z");
        return null;
    }

    private void Wrong(string column, string message) => fault ??= $"column \"{column}\": {message}";

    private JsonObject Object(string field)
    {
        if (body[field] is not JsonObject entries) body[field] = entries = [];
        return entries;
    }

    private string ColumnOf(string path)
    {
        foreach (var (list, held) in ((string, DraftAddresses)[])[("emails[", Emails), ("phones[", Phones)])
            if (path.StartsWith(list, StringComparison.Ordinal)) return held.ColumnOf(int.Parse(path[list.Length..path.IndexOf(']')]));
        return columns.GetValueOrDefault(path) ?? columns.Where(known => path.StartsWith(known.Key, StringComparison.Ordinal))
            .OrderByDescending(known => known.Key.Length).Select(known => known.Value).FirstOrDefault() ?? path;
    }
}
