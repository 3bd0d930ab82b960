using System.Globalization;
using Audiences.Sdk;
using CsvHelper;
using CsvHelper.Configuration;

namespace Host.Commands.Connectors;

/// <summary>A CSV of contacts as a destination gets them. Columns that are no field of a contact are traits.</summary>
internal static class SampleContacts
{
    private const int Most = 10_000;

    public static IReadOnlyList<Member> Read(string path)
    {
        try
        {
            using var file = new StreamReader(path);
            using var csv = new CsvReader(file, new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim });
            if (!csv.Read() || !csv.ReadHeader()) throw new CommandError($"{path} is empty. Its first line names the columns, e.g. externalId,email,firstName.");
            var members = new List<Member>();
            while (csv.Read())
            {
                if (members.Count == Most) throw new CommandError($"{path} has more than {Most} lines, which is more than a batch: take a part of it.");
                members.Add(new($"sample-{members.Count + 1}", Person(csv)));
            }
            return members.Count > 0 ? members : throw new CommandError($"{path} has a line of names and no contacts.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandError($"{path} cannot be read: {problem.Message}", problem);
        }
        catch (CsvHelperException problem)
        {
            throw new CommandError($"{path}, line {problem.Context?.Parser?.Row}, is no CSV: write a comma between values, and those with a comma in quotes.", problem);
        }
    }

    private static Contact Person(CsvReader csv)
    {
        var (person, traits) = (new Contact(), new Dictionary<string, TraitValue>());
        for (var column = 0; column < csv.HeaderRecord!.Length; column++)
        {
            if (!csv.TryGetField<string>(column, out var value) || string.IsNullOrEmpty(value)) continue;
            person = With(person, csv.HeaderRecord[column], value) ?? Trait(person, traits, csv.HeaderRecord[column], value);
        }
        return person with { Traits = traits };
    }

    private static Contact? With(Contact person, string column, string value) => column.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() switch
    {
        "externalid" => person with { ExternalId = value },
        "email" => person with { Emails = [.. person.Emails, value] },
        "phone" => person with { Phones = [.. person.Phones, value] },
        "firstname" => person with { FirstName = value },
        "lastname" => person with { LastName = value },
        "company" => person with { Company = value },
        "birthday" when DateOnly.TryParseExact(value, "yyyy-MM-dd", out var day) => person with { Birthday = day },
        "birthday" => throw new CommandError($"birthday is written 1990-12-31, not {value}."),
        "street" => person with { Street = value },
        "city" => person with { City = value },
        "region" => person with { Region = value },
        "postalcode" => person with { PostalCode = value },
        "country" => person with { Country = value },
        "subscribed" when bool.TryParse(value, out var yes) => person with { Subscribed = yes },
        "subscribed" => throw new CommandError($"subscribed is true or false, not {value}."),
        "tags" => person with { Tags = value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
        _ => null,
    };

    private static Contact Trait(Contact person, Dictionary<string, TraitValue> traits, string column, string value)
    {
        traits[column] = value;
        return person;
    }
}
