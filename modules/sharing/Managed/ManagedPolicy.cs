using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>What an admin's orders make of a managed audience; pure.</summary>
internal static class ManagedPolicy
{
    public const string Everyone = "everyone";

    /// <param name="others">Of the organisation.</param>
    public static void CheckNew(StoredManaged made, ImmutableArray<StoredManaged> others, int most)
    {
        CheckName(made, others);
        if (others.Count(other => !other.Ended) >= most)
            throw new Refusal(409, "too-many-audiences", $"There are {most} managed audiences; end one first, or raise the setting Audiences__MostOfOrganisation.");
    }

    public static StoredManaged Replaced(
        StoredManaged held, ImmutableArray<StoredManaged> others, ManagedBody body, string definition, long? version, string by, Instant now)
    {
        CheckLive(held);
        if (version is { } expected && expected != held.Version)
            throw new Refusal(412, "version-mismatch", $"It has version {held.Version} by now. Read it again, then write with If-Match: \"{held.Version}\".");
        var same = (held.Name, held.Description, held.Definition) == (body.Name, body.Description, definition);
        var named = body.Recipients.ToHashSet(StringComparer.Ordinal);
        var changed = held with
        {
            Name = body.Name, Description = body.Description, Definition = definition, Recipients = body.Recipients,
            // Who is named, and was not before, gets it again.
            Stopped = held.Stopped.RemoveAll(user => named.Contains($"user:{user}")),
            Edition = same ? held.Edition : held.Edition + 1, Version = held.Version + 1, UpdatedAt = now, UpdatedBy = same ? held.UpdatedBy : by,
        };
        CheckName(changed, others);
        return changed;
    }

    /// <param name="recipients">Null with <paramref name="users"/>: for all.</param>
    public static StoredManaged Stopped(StoredManaged held, ImmutableArray<string>? recipients, ImmutableArray<string>? users, Instant now)
    {
        CheckLive(held);
        if (recipients is null && users is null) return held with { Ended = true, Version = held.Version + 1, UpdatedAt = now };
        var (gone, stopped) = (recipients ?? [], users ?? []);
        if (gone.FirstOrDefault(recipient => !held.Recipients.Contains(recipient)) is { } unknown)
            throw Refusal.Invalid("recipients", $"{unknown} is no recipient of it; it has {string.Join(", ", held.Recipients)}", "unknown-recipient");
        return held with
        {
            Recipients = held.Recipients.RemoveAll(recipient => gone.Contains(recipient) || stopped.Any(user => recipient == $"user:{user}")),
            Stopped = [.. held.Stopped.Union(stopped, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Version = held.Version + 1, UpdatedAt = now,
        };
    }

    public static Refusal Unknown() => new(404, "unknown-managed-audience", "There is no such managed audience. GET /v1/managed-audiences lists those that there are.");

    private static void CheckLive(StoredManaged held)
    {
        if (held.Ended) throw new Refusal(409, "managed-ending", "It was stopped for all, and goes as soon as it is nobody's any more. Make another one.");
    }

    private static void CheckName(StoredManaged set, ImmutableArray<StoredManaged> others)
    {
        if (others.Any(other => !other.Ended && other.Id != set.Id && string.Equals(other.Name, set.Name, StringComparison.OrdinalIgnoreCase)))
            throw new Refusal(409, "name-taken", $"There is a managed audience named \"{set.Name}\" already.");
    }
}
