using System.Globalization;
using System.Text.RegularExpressions;

namespace Contacts;

/// <summary>What a cell's number means, by the format that it is shown in.</summary>
/// <param name="Digits">It is shown with at least so many digits, as post codes are.</param>
internal readonly partial record struct NumberForm(bool IsDate, bool IsTime, int Digits)
{
    private const double DaysFrom1900To1904 = 1462;

    // The first serial number beyond the year 9999.
    private const double EndOfDates = 2_958_466;

    // Lotus 1-2-3 took 1900 for a leap year, and Excel counts as it did.
    private const double DayThatNeverWas = 60;

    private const int MostDigits = 15;

    public static NumberForm BuiltIn(int id) => id switch
    {
        >= 14 and <= 17 or >= 27 and <= 31 or 36 or >= 50 and <= 54 or 57 or 58 => new(true, false, 0),
        >= 18 and <= 21 or >= 32 and <= 35 or >= 45 and <= 47 or 55 or 56 => new(false, true, 0),
        22 => new(true, true, 0),
        _ => default,
    };

    public static NumberForm Of(string code)
    {
        var bare = Quoted().Replace(code.Split(';')[0], "").ToLowerInvariant();
        if (bare.Length > 1 && bare.All(letter => letter == '0')) return new(false, false, Math.Min(bare.Length, MostDigits));
        var isTime = bare.Contains('h') || bare.Contains('s');
        return bare.StartsWith("general", StringComparison.Ordinal) ? default
            : new(bare.Contains('y') || bare.Contains('d') || (bare.Contains('m') && !isTime), isTime, 0);
    }

    /// <summary>As a person would write it: a date as <c>1990-02-28</c>, a number with the digits that the program shows.</summary>
    /// <param name="isFrom1904">Of a workbook that counts days from there.</param>
    public string Text(double number, bool isFrom1904 = false)
    {
        var days = isFrom1904 ? number + DaysFrom1900To1904 : number;
        if (IsDate && days is >= 1 and < EndOfDates) return Date(DateTime.FromOADate(days < DayThatNeverWas ? days + 1 : days));
        if (IsTime && number is >= 0 and < EndOfDates) return DateTime.FromOADate(number % 1).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        // Beyond 15 digits it is an error of arithmetic, not what somebody typed.
        var shown = number.ToString("G15", CultureInfo.InvariantCulture);
        var text = decimal.TryParse(shown, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && exact != 0
            ? exact.ToString("0.############################", CultureInfo.InvariantCulture) : shown;
        return Digits > text.Length && number >= 0 && number == Math.Floor(number) ? text.PadLeft(Digits, '0') : text;
    }

    /// <summary>A moment of which nobody wrote down where it is, taken for UTC.</summary>
    public static string Date(DateTime moment) => (moment = Whole(moment)).TimeOfDay == TimeSpan.Zero
        ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // A serial number has rounding errors below a second.
    private static DateTime Whole(DateTime moment) => new((moment.Ticks + TimeSpan.TicksPerSecond / 2) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond);

    // What stands for itself, colours and conditions; [h] counts hours.
    [GeneratedRegex(@"""[^""]*""|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Quoted();
}
