using System.Globalization;
using System.Text;

namespace Tests.Support.Crash;

/// <summary>People who are in none of the five audiences and whom no write names: what a start has to read besides.</summary>
internal static class Crowd
{
    /// <summary>So many; none by itself, 100,000 in a full run.</summary>
    public static int Asked { get; } = Support.Asked.Of("AUDIENCES_CONTACTS", 0);

    public static async Task Fill(AudiencesClient client)
    {
        if (Asked == 0) return;
        var file = new StringBuilder("External Id,Email,First Name,Country,Plan\n");
        for (var i = 0; i < Asked; i++) file.Append(CultureInfo.InvariantCulture, $"crowd-{i},crowd-{i}@example.org,Person {i},US,free\n");
        var import = await client.Import(file.ToString());
        Assert.Equal((Asked, 0, 0), import.Counts());
    }
}
