namespace Host.Start;

internal sealed class DataFolderStep(Settings settings) : IStartStep
{
    public string Doing => "making the data folder";

    public Task Start(CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(settings.DataFolder);
            return Task.CompletedTask;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartError($"The data folder {settings.DataFolder} cannot be made ({problem.Message}). Storage__Path names another one.", problem);
        }
    }
}
