namespace Benchmarks.Questions;

/// <summary>What all have answered to one question, and how long they took.</summary>
internal sealed class AnswerSheet(Question question, IReadOnlyList<IPeer> peers)
{
    private readonly List<double> ours = [];
    private readonly Dictionary<string, List<double>> theirs = peers.ToDictionary(peer => peer.Name, _ => new List<double>(), StringComparer.Ordinal);

    public Question Question => question;

    /// <summary>The last one.</summary>
    public long Count { get; private set; }

    /// <summary>All counted the same each time.</summary>
    public bool IsAgreed { get; private set; } = true;

    /// <summary>Milliseconds, the median.</summary>
    public double Ours => Sample.Median(ours);

    /// <inheritdoc cref="Ours"/>
    public double Of(string peer) => Sample.Median(theirs[peer]);

    public async Task AskAll(QuestionsWorld world)
    {
        (Count, var took) = await world.Ask(question);
        ours.Add(took);
        foreach (var peer in world.Peers)
        {
            var (count, milliseconds) = await peer.Ask(question.For(peer.Name));
            theirs[peer.Name].Add(milliseconds);
            if (count == Count) continue;
            IsAgreed = false;
            Console.WriteLine($"DIFFERENT: \"{question.Name}\": the server counts {Count:N0}, {peer.Name} {count:N0}");
        }
    }
}
