using System.Globalization;
using System.Text;
using Contacts;

namespace Tests.Contacts;

/// <summary>A million rows in bounded memory, one in a hundred of them bad. Alone: what other tests hold would count.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LargeFileTests
{
    private const string Name = "one large file";
    private const int Rows = 1_000_000;

    // The file has some 60 MB; a reader that kept its rows, or only its text, would need more.
    private const long MostGrowth = 24L * 1024 * 1024;

    [Fact]
    public void A_million_rows_are_read_in_bounded_memory_and_each_bad_one_is_named()
    {
        using var file = new MadeFile(Rows);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (good, bad, most) = (0, 0, 0L);
        foreach (var row in new ContactFile(file).Rows())
        {
            if (row.Reason is null) good++;
            else
            {
                bad++;
                Assert.Equal($"line {row.Number + 1}, column \"Email\": must be an e-mail address", row.Reason);
                Assert.Equal(0, row.Number % 100);
            }
            if (row.Number % 50_000 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal((Rows / 100 * 99, Rows / 100), (good, bad));
        Assert.True(most < MostGrowth, $"the heap grew by {most:N0} bytes");
    }

    /// <summary>A file that is made while it is read.</summary>
    private sealed class MadeFile(int rows) : Stream
    {
        private byte[] line = [];
        private int used;
        private int next;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => (next, line, used) = value == 0 ? (0, Array.Empty<byte>(), 0) : throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var filled = 0;
            while (filled < buffer.Length)
            {
                if (used == line.Length)
                {
                    if (next > rows) break;
                    (line, used) = (Line(next++), 0);
                }
                var part = Math.Min(line.Length - used, buffer.Length - filled);
                line.AsSpan(used, part).CopyTo(buffer[filled..]);
                (used, filled) = (used + part, filled + part);
            }
            return filled;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static byte[] Line(int number) => Encoding.UTF8.GetBytes(number == 0
            ? "Email,First Name,Last Name,Plan,City\n"
            : string.Create(CultureInfo.InvariantCulture, $"{(number % 100 == 0 ? "nobody" : $"person-{number}@example.org")},Ann,Lee the {number}th,premium,Rome\n"));
    }
}
