using System.Globalization;

namespace Benchmarks.Questions;

/// <summary>What runs print in rows.</summary>
internal static class Table
{
    public static void Row(string name, string[] cells) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40}{string.Concat(cells.Select(cell => $" {cell,11}"))}"));

    public static double Mean(IEnumerable<double> figures) => Math.Exp(figures.Average(Math.Log));
}
