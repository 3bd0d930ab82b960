using System.Globalization;

namespace Benchmarks.Questions;

/// <summary>The crowd as two CSV files, which both peers read.</summary>
internal sealed record PeerFiles(string Contacts, string Events)
{
    public static PeerFiles Write(Crowd crowd, string folder)
    {
        var files = new PeerFiles(Path.Combine(folder, "contacts.csv"), Path.Combine(folder, "events.csv"));
        File.WriteAllLines(files.Contacts, Enumerable.Range(0, crowd.Contacts).Select(number => Line(crowd, crowd.Person(number))));
        File.WriteAllLines(files.Events, Numbers(crowd).AsParallel().AsOrdered().Select(number => Line(crowd.Happening(number))));
        return files;
    }

    public void Delete()
    {
        File.Delete(Contacts);
        File.Delete(Events);
    }

    private static IEnumerable<long> Numbers(Crowd crowd)
    {
        for (var number = 0L; number < crowd.Events; number++) yield return number;
    }

    private static string Line(Crowd crowd, Person person) => string.Create(
        CultureInfo.InvariantCulture,
        $"{person.Number},{person.Email},{person.Plan},{person.Country},{person.Points},{person.Stage},{(person.Subscribed == true ? "true" : "false")},{string.Join(' ', person.Tags)},{Time(person.CreatedAt)},{(crowd.LastSeenOf(person.Number) is { } seen ? Time(seen) : "")}");

    private static string Line(Happening happening)
    {
        var values = Happening.Properties.Select(property => happening.Values.FirstOrDefault(value => value.Property == property).Value);
        return string.Create(CultureInfo.InvariantCulture, $"{happening.Contact},{happening.Name},{Time(happening.At)},{string.Join(',', values)}");
    }

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
