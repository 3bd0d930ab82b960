using System.Text.Json;
using Audiences.Packing;
using Contracts;

namespace Audiences.Rules;

/// <summary>What a rule reads of a track, page or screen message.</summary>
/// <param name="Name">Event name; page or screen name, which may be empty.</param>
/// <param name="Kind">Track, Page or Screen.</param>
/// <param name="Id">
/// Hash of the message id. It decides the order of events of one instant, so that the order of their arrival does not.
/// </param>
/// <param name="Properties">An object, or undefined.</param>
/// <param name="Active">Counts for first seen, last seen and sessions.</param>
/// <param name="Agent">What it was sent from, as far as it says so.</param>
internal sealed record EventFact(
    string Name, StepKind Kind, Instant At, ulong Id, JsonElement Properties, bool Active = true, Agent Agent = default)
{
    // Empty when they have been read.
    private PackedProperties _packed;
    private NameTable? _names;

    /// <inheritdoc cref="EventFact"/>
    public JsonElement Properties
    {
        get
        {
            if (!_packed.IsEmpty)
            {
                (field, _packed) = (_packed.Read(_names!), default);
            }
            return field;
        }
        init;
    } = Properties;

    public static EventFact Packed(
        string name, StepKind kind, Instant at, ulong id, bool active, Agent agent, PackedProperties properties, NameTable names) =>
        new(name, kind, at, id, default, active, agent) { _packed = properties, _names = names };

    public void PackProperties(PropertiesWriter writer, NameTable names)
    {
        if (!_packed.IsEmpty && ReferenceEquals(_names, names))
            writer.Write(_packed);
        else
            writer.Write(Properties);
    }

    public static int Compare(EventFact a, EventFact b) =>
        a.At != b.At ? a.At.CompareTo(b.At) : a.Id.CompareTo(b.Id);
}
