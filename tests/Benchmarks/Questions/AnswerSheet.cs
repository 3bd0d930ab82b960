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

    /// <summary>Asks all questions of all, one after the other; all are written to before each round.</summary>
    public static async Task<AnswerSheet[]> Rounds(QuestionsWorld world, Question[] questions, int rounds)
    {
        AnswerSheet[] sheets = [.. questions.Select(question => new AnswerSheet(question, world.Peers))];
        for (var round = 0; round < rounds; round++)
        {
            await world.Write();
            foreach (var sheet in sheets) await sheet.AskAll(world);
        }
        return sheets;
    }

    private async Task AskAll(QuestionsWorld world)
    {
        (Count, var took) = await world.Ask(question.Definition);
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
