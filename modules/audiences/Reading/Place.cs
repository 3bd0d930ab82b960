using System.Globalization;
using System.Text;
using Contracts;

namespace Audiences.Reading;

/// <summary>
/// A reader's place in the log: for each partition the position up to which it has read, opaque to clients. <c>0</c> is the
/// beginning; a partition that is not named is read from its beginning.
/// </summary>
internal sealed class Place
{
    private readonly Dictionary<int, (long Position, int Offset)> _read = [];

    /// <summary>What is at that position and beyond that offset is unread; all of earlier positions is read.</summary>
    public (long Position, int Offset) this[int partition]
    {
        get => _read.GetValueOrDefault(partition);
        set => _read[partition] = value;
    }

    /// <summary>Something up to that position is unread.</summary>
    public bool IsBefore(int partition, long position) => this[partition] is var (read, offset) && (read < position || (read == position && position > 0 && offset < int.MaxValue));

    public void ReadThrough(int partition, long position) => _read[partition] = (position, int.MaxValue);

    public static Place Parse(string text)
    {
        var place = new Place();
        if (text == "0")
            return place;
        foreach (var part in text.Split('-'))
        {
            var numbers = part.Split('.');
            if (numbers.Length is < 2 or > 3 || !TryRead(numbers, out var partition, out var position, out var offset))
                throw new Refusal(400, "invalid-place", $"\"{text}\" is no place. Use 0 for the beginning, or what an answer gave as last or place.");
            place._read[partition] = (position, offset);
        }
        return place;
    }

    public override string ToString()
    {
        if (_read.Count == 0)
            return "0";
        var text = new StringBuilder();
        foreach (var (partition, (position, offset)) in _read.OrderBy(part => part.Key))
        {
            text.Append(text.Length == 0 ? "" : "-").Append(CultureInfo.InvariantCulture, $"{partition}.{position}");
            if (offset != int.MaxValue)
                text.Append(CultureInfo.InvariantCulture, $".{offset}");
        }
        return text.ToString();
    }

    private static bool TryRead(string[] numbers, out int partition, out long position, out int offset)
    {
        offset = int.MaxValue;
        return int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out partition)
            & long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out position)
            && (numbers.Length == 2 || int.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out offset));
    }
}
