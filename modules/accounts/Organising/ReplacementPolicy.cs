using System.Collections.Immutable;
using Contracts;

namespace Accounts;

/// <summary>What may be put in place of what is taken out, and what must be.</summary>
internal static class ReplacementPolicy
{
    /// <summary>Brought to keys, with who asks; in the manner of <see cref="Organising.Replacing"/>.</summary>
    /// <exception cref="Refusal">422, by the path of the replacement.</exception>
    public static ImmutableArray<Replacement> Require(
        ImmutableArray<Replacement> asked, Organising wanted, Organising held, ImmutableArray<ConfigurationChange> changes, string by)
    {
        var all = ImmutableArray.CreateBuilder<Replacement>();
        foreach (var replacement in asked)
        {
            var path = $"replacements.{replacement.Field}s.{replacement.From}";
            ConfigurationChange[] removed = [.. changes.Where(change => change.Change == "removed" && change.What == replacement.Field && IsSame(change.Key, replacement.From))];
            if (removed.Length == 0) throw Refusal.Invalid(path, $"is not taken out: leave \"{replacement.From}\" out of the {replacement.Field}s to replace it");
            if (all.Any(other => other.Field == replacement.Field && other.From == removed[0].Key)) throw Refusal.Invalid(path, "is replaced twice");
            var to = wanted.KeyOf(replacement.Field, replacement.To)
                ?? throw Refusal.Invalid(path, $"\"{replacement.To}\" is none of the {replacement.Field}s.{Nearest.Hint(replacement.To, wanted.TermsOf(replacement.Field).Select(term => term.Key))}");
            if (replacement.Field == Organising.Segment && held.IsPersonal(replacement.From) && !wanted.IsPersonal(to))
                throw Refusal.Invalid(path, $"\"{to}\" is a business segment: who was in a personal one would become visible to others");
            if (removed.FirstOrDefault(step => step.What == Organising.Step && HasPair(wanted, step) && !HasStep(wanted, step, to)) is { } pair)
                throw Refusal.Invalid(path, $"\"{to}\" is no next step of {pair.Stage} {pair.Segment}, where \"{replacement.From}\" is taken out");
            all.Add(new(replacement.Field, removed[0].Key, to, by));
        }
        return all.ToImmutable();
    }

    /// <summary>Contacts may have been in it before there was such a segment: they are written again, and shared with nobody from then on.</summary>
    public static IEnumerable<Replacement> BecomePersonal(Organising wanted, Organising held, string by) =>
        wanted.Segments.Where(segment => segment.Personal && !held.IsPersonal(segment.Key)).Select(segment => new Replacement(Organising.Segment, segment.Key, segment.Key, by));

    /// <summary>Those that would be missed, and nothing is named in their place.</summary>
    public static IEnumerable<ConfigurationChange> Missed(IEnumerable<ConfigurationChange> changes) =>
        changes.Where(change => change is { Change: "removed", What: Organising.Stage or Organising.Segment or Organising.Step, Replacement: null }
            && change.Contacts + change.Audiences > 0);

    /// <summary>A step that goes with its stage or segment is cleared, as when a contact is moved.</summary>
    public static bool GoesAlone(ConfigurationChange change, Organising wanted) => change.What != Organising.Step || HasPair(wanted, change);

    private static bool HasPair(Organising wanted, ConfigurationChange step) =>
        wanted.Stages.Any(stage => stage.Key == step.Stage) && wanted.Segments.Any(segment => segment.Key == step.Segment);

    private static bool HasStep(Organising wanted, ConfigurationChange pair, string step) =>
        wanted.Steps.Any(list => list.Stage == pair.Stage && list.Segment == pair.Segment && list.Steps.Any(known => known.Key == step));

    private static bool IsSame(string a, string b) => string.Equals(a, b.Trim(), StringComparison.OrdinalIgnoreCase);
}
