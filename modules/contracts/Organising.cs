using System.Collections.Immutable;
using MediatR;

namespace Contracts;

/// <summary>How the organisation that a book belongs to organises its contacts; a book of none has what every organisation begins with.</summary>
public sealed record OrganisingOf(string Tenant, string Book) : IRequest<Organising>;

/// <summary>
/// Stages, segments and next steps of an organisation. Contacts and definitions keep keys, which stay; labels may change, so that a
/// new label moves nobody. Keys and labels are compared case-blind, and no two of a list have one in common.
/// </summary>
/// <param name="RefusesOthers">What is not configured is refused; else it is taken as it is.</param>
/// <param name="Replacing">What was taken out while contacts had it, and what they get instead; empty once they all have.</param>
public sealed record Organising(
    ImmutableArray<Term> Stages, ImmutableArray<SegmentTerm> Segments, ImmutableArray<StepList> Steps, bool RefusesOthers,
    ImmutableArray<Replacement> Replacing)
{
    public const string Stage = "stage", Segment = "segment", Step = "step";

    private static readonly string[] PersonalFromTheBeginning = ["Family", "Friends", "Connections"];

    /// <summary>What every organisation begins with.</summary>
    public static readonly Organising Default = new(
        [new("Lead", "Lead"), new("Potential", "Potential"), new("Active", "Active"), new("Inactive", "Past"), new("Lost", "Lost")],
        [
            .. ((string[])["Customers", "Buyer", "Seller", "Partners", "Suppliers", "Investors", "Advisers", "Competitors", "Coworkers"])
                .Select(key => new SegmentTerm(key, key, Personal: false)),
            .. PersonalFromTheBeginning.Select(key => new SegmentTerm(key, key, Personal: true)),
        ],
        [], RefusesOthers: false, []);

    /// <summary>Contacts in it may never be shared with a team, nor copied by a share. Whoever took Family out may still have contacts in it.</summary>
    public bool IsPersonal(string? segment) =>
        segment is not null && (Segments.FirstOrDefault(known => IsSame(known.Key, KeyOf(Segment, segment)))?.Personal
            ?? PersonalFromTheBeginning.Any(known => IsSame(known, segment.Trim())));

    /// <summary>The keys for which <see cref="IsPersonal"/> holds.</summary>
    public IEnumerable<string> PersonalSegments => Segments.Where(segment => segment.Personal).Select(segment => segment.Key)
        .Concat(PersonalFromTheBeginning.Where(key => Segments.All(known => !IsSame(known.Key, key))));

    /// <summary>The key of what has this key or label, or replaces what had this key; null when nothing of the organisation's does.</summary>
    /// <param name="field"><see cref="Stage"/>, <see cref="Segment"/>, or <see cref="Step"/> whatever its pair.</param>
    public string? KeyOf(string field, string text) => Find(TermsOf(field), text) ?? Replacement(field, text);

    /// <summary>As the organisation lists them; of steps each key once.</summary>
    public IEnumerable<Term> TermsOf(string field) => field switch
    {
        Stage => Stages,
        Segment => Segments.Select(segment => new Term(segment.Key, segment.Label)),
        _ => Steps.SelectMany(list => list.Steps).Select(step => new Term(step.Key, step.Label)).DistinctBy(step => step.Key, StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>What contacts that had this get; null when it is not being replaced.</summary>
    public string? Replacement(string field, string text) =>
        Replacing.FirstOrDefault(replacing => replacing.Field == field && IsSame(replacing.From, text.Trim()))?.To;

    public static string? Find(IEnumerable<Term> terms, string text)
    {
        var all = terms as IReadOnlyCollection<Term> ?? [.. terms];
        return (all.FirstOrDefault(term => IsSame(term.Key, text.Trim())) ?? all.FirstOrDefault(term => IsSame(term.Label, text.Trim())))?.Key;
    }

    private static bool IsSame(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Key">What contacts and definitions keep.</param>
public sealed record Term(string Key, string Label);

/// <param name="Personal">Family, friends, …: kept from teams and shares.</param>
public sealed record SegmentTerm(string Key, string Label, bool Personal);

/// <summary>The next steps of contacts in that stage and segment, in their order.</summary>
public sealed record StepList(string Stage, string Segment, ImmutableArray<NextStep> Steps);

/// <param name="ReminderDays">After how many days to remind of it.</param>
/// <param name="Template">Name of an e-mail template.</param>
public sealed record NextStep(string Key, string Label, int? ReminderDays, string? Template);

/// <param name="Field"><c>stage</c>, <c>segment</c> or <c>step</c>.</param>
/// <param name="By">Who asked for it, as provenance records it.</param>
public sealed record Replacement(string Field, string From, string To, string By);

/// <summary>The configuration of the principal's organisation.</summary>
public sealed record GetConfiguration(Principal By) : IRequest<Configuration>;

/// <summary>Replaces the configuration of the principal's organisation; of what it leaves out, contacts and definitions get the replacement.</summary>
/// <param name="Replacing">Without <see cref="Replacement.By"/>.</param>
/// <param name="Version">From <c>If-Match</c>; null: the last writer wins.</param>
/// <param name="DryRun">Only says what would change.</param>
public sealed record PutConfiguration(
    Principal By, Configuration Configuration, ImmutableArray<Replacement> Replacing, long? Version, bool DryRun) : IRequest<ConfigurationAnswer>;

/// <param name="InForce">False: contacts and definitions are still being given what is to be there instead.</param>
public sealed record ConfigurationAnswer(Configuration Configuration, ImmutableArray<ConfigurationChange> Changes, bool InForce);

/// <param name="What">stage, segment, step, section, field or others.</param>
/// <param name="Stage">Of a step: its pair.</param>
/// <param name="Change">added, renamed, changed or removed.</param>
public sealed record ConfigurationChange(string What, string Key, string? Stage, string? Segment, string Change, string? Label)
{
    /// <summary>The label before.</summary>
    public string? Was { get; init; }

    /// <summary>Of what is removed: how many of the organisation's contacts have it.</summary>
    public int? Contacts { get; init; }

    /// <summary>Of what is removed: how many audiences ask for it.</summary>
    public int? Audiences { get; init; }

    /// <summary>What they get instead.</summary>
    public string? Replacement { get; init; }
}

/// <summary>Goes on with what organisations replace, after a start and whenever there is more, until cancelled.</summary>
public sealed record RunReplacements : IRequest;

/// <summary>Something that an organisation takes out of its configuration.</summary>
/// <param name="Field"><c>stage</c>, <c>segment</c>, <c>step</c> or <c>custom.&lt;key&gt;</c>.</param>
/// <param name="Key">Of a custom field empty: any value.</param>
/// <param name="Stage">Of a step: it is taken out of this pair.</param>
public readonly record struct TakenOut(string Field, string Key, string? Stage = null, string? Segment = null);

/// <summary>Everything of an organisation that another organisation can take over as it is.</summary>
/// <param name="Sections">Under which custom fields are shown, in their order.</param>
/// <param name="Fields">By key.</param>
public sealed record Configuration(Organising Organising, ImmutableArray<Term> Sections, ImmutableArray<CustomField> Fields)
{
    /// <summary>Grows with every change; the ETag.</summary>
    public long Version { get; init; } = 1;

    public static readonly Configuration Default = new(Organising.Default, [], []);
}
