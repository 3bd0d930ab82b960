using System.CommandLine;
using Benchmarks.Questions;

namespace Benchmarks;

/// <summary>The runs, one a command. Each prints what it saw, its peer in the same run; all but "engine", "catalogue", "plugins" and "store" start the built server, those of questions on a folder full of people, the others on an empty one.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Measures the built server. Use -c Release, and let nothing else run.")
        {
            IngestRun.Command(),
            LatencyRun.Command(),
            ImportRun.Command(),
            IdleRun.Command(),
            EngineRun.Command(),
            CatalogueRun.Command(),
            UsersRun.Command(),
            QuestionsRun.Command(),
            ConditionsRun.Command(),
            ActivateRun.Command(),
            GrowthRun.Command(),
            PluginsRun.Command(),
            StoreRun.Command(),
            SharesRun.Command(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
