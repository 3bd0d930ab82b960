using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Tests.Journeys;

/// <summary>Settings that know which of them nobody has asked for.</summary>
internal sealed class Reading(IReadOnlyDictionary<string, string> values) : IConfiguration
{
    readonly HashSet<string> read = [];

    public IEnumerable<string> Unread => values.Keys.Where(name => !read.Contains(name));

    public string? this[string key]
    {
        get
        {
            read.Add(key);
            return values.GetValueOrDefault(key);
        }
        set => throw new NotSupportedException();
    }

    public IEnumerable<IConfigurationSection> GetChildren() => throw new NotSupportedException();

    public IChangeToken GetReloadToken() => throw new NotSupportedException();

    public IConfigurationSection GetSection(string key) => throw new NotSupportedException();
}
