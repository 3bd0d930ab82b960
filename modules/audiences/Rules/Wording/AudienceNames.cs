using Contracts;

namespace Audiences.Rules;

/// <param name="Key">Fixed for ever, and never another audience's.</param>
internal readonly record struct AudienceName(string Id, string Key, string Name);

/// <summary>How the audiences are called that somebody may see. All others are known by their ids only.</summary>
internal sealed class AudienceNames(IEnumerable<AudienceName> visible)
{
    public static readonly AudienceNames None = new([]);

    private readonly Dictionary<string, AudienceName> _byId = visible.ToDictionary(audience => audience.Id, StringComparer.Ordinal);

    /// <param name="names">By id. No text form can be written with these alone, for want of keys.</param>
    public static AudienceNames Of(IReadOnlyDictionary<string, string> names) =>
        new(names.Select(named => new AudienceName(named.Key, "", named.Value)));

    /// <summary>For people.</summary>
    public string Say(string id) => _byId.TryGetValue(id, out var audience) ? $"\"{audience.Name}\"" : id;

    /// <summary>For the text form, so that <see cref="Find"/> finds it: by name, else by key, else by id.</summary>
    public string Write(string id) =>
        !_byId.TryGetValue(id, out var audience) ? Spelling.Of(id)
        : Named(audience.Name) is [var named] && named.Id == id ? Spelling.Quote(audience.Name)
        : Named(audience.Key) is [var keyed] && keyed.Id == id ? Spelling.Of(audience.Key)
        : Spelling.Of(id);

    /// <summary>The id of the audience of that name, key or id; null and the problem when there is none, or more than one.</summary>
    public string? Find(string written, out string problem)
    {
        var named = Named(written);
        problem = named.Length switch
        {
            0 => $"there is no audience \"{written}\" that you may use.{Nearest.Hint(written, _byId.Values.Select(audience => audience.Name))}",
            1 => "",
            _ => $"several audiences are called \"{written}\": write {string.Join(" or ", named.Select(audience => $"`{Write(audience.Id)}`"))} for the one that is meant.",
        };
        return named is [var only] ? only.Id : null;
    }

    private AudienceName[] Named(string written)
    {
        if (_byId.TryGetValue(written, out var audience))
        {
            return [audience];
        }
        var named = _byId.Values.Where(known => known.Name.Equals(written, StringComparison.OrdinalIgnoreCase)).ToArray();
        return named.Length > 0 ? named : [.. _byId.Values.Where(known => known.Key == written)];
    }
}
