using System.Globalization;
using Contracts;

namespace Audiences.Rules;

/// <summary>
/// A point in time or a whole day (in UTC), read from RFC 3339. Nothing else is a date, least of all a bare number.
/// </summary>
/// <param name="From">The instant, or the day's first.</param>
/// <param name="To">The instant, or the first that the day does not hold any more.</param>
internal readonly record struct Moment(long From, long To)
{
    // Years 0002 to 9998 are read: every sum with a time zone or a month stays a date.
    public const long DayMs = 86_400_000;

    public bool IsDay => To != From;

    public static Moment Of(Instant at) => new(at.Ms, at.Ms);

    public override string ToString() => IsDay ? new Instant(From).ToString()[..10] : new Instant(From).ToString();

    public static bool TryRead(ReadOnlySpan<char> text, out Moment moment)
    {
        moment = default;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !Digits(text[..4], 2, 9998, out var year) || !Digits(text[5..7], 1, 12, out var month)
            || !Digits(text[8..10], 1, DateTime.DaysInMonth(year, month), out var day))
        {
            return false;
        }
        var start = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        if (text.Length == 10)
        {
            moment = new Moment(start, start + DayMs);
            return true;
        }
        if (text[10] is not ('T' or 't' or ' ') || !TryTime(text[11..], out var ms))
        {
            return false;
        }
        moment = new Moment(start + ms, start + ms);
        return true;
    }

    /// <summary>Milliseconds since midnight UTC of the date before the <c>T</c>; digits beyond the millisecond are cut.</summary>
    private static bool TryTime(ReadOnlySpan<char> text, out long ms)
    {
        ms = 0;
        // Second 60 is a leap second, which has no instant of its own: it is read as the one after it.
        if (text.Length < 9 || text[2] != ':' || text[5] != ':'
            || !Digits(text[..2], 0, 23, out var hour) || !Digits(text[3..5], 0, 59, out var minute)
            || !Digits(text[6..8], 0, 60, out var second))
        {
            return false;
        }
        var rest = text[8..];
        var fraction = 0;
        if (rest[0] == '.')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (end < 1)
            {
                return false;
            }
            fraction = Milliseconds(rest.Slice(1, end));
            rest = rest[(end + 1)..];
        }
        ms = (((((hour * 60L) + minute) * 60) + second) * 1000) + fraction;
        return TryOffset(rest, ref ms);
    }

    private static bool TryOffset(ReadOnlySpan<char> text, ref long ms)
    {
        if (text is ['Z' or 'z'])
        {
            return true;
        }
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !Digits(text[1..3], 0, 23, out var hours) || !Digits(text[4..6], 0, 59, out var minutes))
        {
            return false;
        }
        var offset = ((hours * 60L) + minutes) * 60_000;
        ms += text[0] == '+' ? -offset : offset;
        return true;
    }

    private static int Milliseconds(ReadOnlySpan<char> digits)
    {
        var ms = 0;
        for (var i = 0; i < 3; i++)
        {
            ms = (ms * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }
        return ms;
    }

    private static bool Digits(ReadOnlySpan<char> text, int low, int high, out int value)
    {
        value = 0;
        return text.IndexOfAnyExceptInRange('0', '9') < 0
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= low && value <= high;
    }
}
