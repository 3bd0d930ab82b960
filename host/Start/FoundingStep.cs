using Contracts;
using MediatR;

namespace Host.Start;

/// <summary>The first start's tenant, admin and key. A generated key is printed, never logged: logs are kept and passed on.</summary>
internal sealed class FoundingStep(IMediator mediator, Settings settings) : IStartStep
{
    public string Doing => "founding";

    public async Task Start(CancellationToken cancel)
    {
        if (await mediator.Send(new Found(settings.AdminKey), cancel) is { } key)
            Console.WriteLine($"\nThe admin key of this installation, shown this once:\n\n    {key}\n");
    }
}
