namespace Plugins.Email.Smtp;

/// <summary>The server said no to a command.</summary>
internal sealed class SmtpRefusedException(string command, SmtpReply reply) : Exception($"{command}: {reply}")
{
    /// <summary>The command's first word.</summary>
    public string Command { get; } = command;

    public SmtpReply Reply { get; } = reply;
}
