using System.Globalization;

namespace Tests.Support;

/// <summary>How much a test that takes its time is to do: a little by itself, as much as the environment asks for.</summary>
internal static class Asked
{
    public static int Of(string variable, int usually) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var asked) ? asked : usually;
}
