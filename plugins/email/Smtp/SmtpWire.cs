using System.Text;

namespace Plugins.Email.Smtp;

/// <summary>Commands out and replies in, over whatever stream.</summary>
internal sealed class SmtpWire(Stream stream)
{
    // Five times and more what RFC 5321 allows: beyond it somebody floods.
    private const int LongestLine = 4096, MostLines = 128;

    private readonly byte[] _buffer = new byte[LongestLine];
    private int _from, _to;

    public Stream Stream => stream;

    /// <summary>Whether the server has said more than it was asked.</summary>
    public bool HasUnread => _to > _from;

    /// <exception cref="SmtpRefusedException">The reply is a refusal.</exception>
    public async Task<SmtpReply> AskAsync(string command, CancellationToken cancel)
    {
        await WriteAsync(Encoding.UTF8.GetBytes($"{command}\r\n"), cancel);
        return Positive(command.Split(' ')[0], await ReadAsync(cancel));
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await stream.WriteAsync(bytes, cancel);
        await stream.FlushAsync(cancel);
    }

    public async Task<SmtpReply> ReadAsync(CancellationToken cancel)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await LineAsync(cancel);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code) || code is < 200 or > 599 || (line.Length > 3 && line[3] is not (' ' or '-')))
                throw new InvalidDataException("What answers is no SMTP server.");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ') return new(code, lines);
        }
        throw new InvalidDataException("The server's answer does not end.");
    }

    public static SmtpReply Positive(string command, SmtpReply reply) => reply.IsPositive ? reply : throw new SmtpRefusedException(command, reply);

    private async Task<string> LineAsync(CancellationToken cancel)
    {
        while (true)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _from, _to - _from);
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _from, end - _from).TrimEnd('\r');
                _from = end + 1;
                return line;
            }
            if (_from > 0) Buffer.BlockCopy(_buffer, _from, _buffer, 0, _to - _from);
            (_from, _to) = (0, _to - _from);
            if (_to == _buffer.Length) throw new InvalidDataException("The server's answer has a line without end.");
            var read = await stream.ReadAsync(_buffer.AsMemory(_to), cancel);
            if (read == 0) throw new EndOfStreamException("The server hung up.");
            _to += read;
        }
    }
}
