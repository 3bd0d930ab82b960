namespace Host.Start;

/// <summary>
/// One step from process start to ready. Program.cs lists them; they start one after the other, and those that have started stop
/// in reverse when the process ends, after the last request was answered.
/// </summary>
internal interface IStartStep
{
    /// <summary>What <c>/health/ready</c> says while the step runs, e.g. "loading partitions".</summary>
    string Doing { get; }

    /// <remarks>A <see cref="StartError"/>, or any other exception, ends the process.</remarks>
    Task Start(CancellationToken cancel);

    /// <remarks>A failure is logged, and the steps before it are stopped all the same.</remarks>
    Task Stop(CancellationToken cancel) => Task.CompletedTask;
}
