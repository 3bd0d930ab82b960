namespace Benchmarks.Questions;

/// <summary>A database that holds what the server holds. What is written to it lasts as long as it is open.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>As the questions name it.</summary>
    string Name { get; }

    Task Write(string sql);

    Task<(long Count, double Milliseconds)> Ask(string sql);
}
