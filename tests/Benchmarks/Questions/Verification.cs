namespace Benchmarks.Questions;

/// <summary>Makes audiences of some questions, and has each contact judged by itself.</summary>
internal static class Verification
{
    // One that asks for traits and tags, one for events, and the longest.
    private static readonly int[] Chosen = [1, 6, 11];

    /// <returns>How many contacts were found wrong.</returns>
    public static async Task<int> Of(QuestionsWorld world, Question[] questions)
    {
        var all = 0;
        foreach (var question in Chosen.Select(number => questions[number]))
            all += await Of(world, await world.Activate(question.Name, question.Definition), question.Name);
        return all;
    }

    public static async Task<int> Of(QuestionsWorld world, string audience, string name)
    {
        var verified = await world.Server.Post($"/v1/audiences/{audience}/verify", new { });
        var wrong = verified.GetProperty("wrong").GetArrayLength();
        Console.WriteLine($"verify \"{name}\": {verified.GetProperty("checked").GetInt32():N0} checked, {wrong:N0} wrong");
        return wrong;
    }
}
