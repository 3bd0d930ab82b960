using Audiences.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Anything a grain call can be sent to.</summary>
    public interface IAddressable;

    /// <summary>What the engine knows of one activation.</summary>
    public interface IGrainContext
    {
        GrainId GrainId { get; }

        object? GrainInstance { get; }

        IServiceProvider ActivationServices { get; }

        void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
    }
}

namespace Orleans
{
    public interface IGrain : IAddressable;

    public interface IGrainWithStringKey : IGrain;

    public interface IGrainFactory
    {
        /// <summary>A reference to the grain; nothing is activated until it is called.</summary>
        TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithStringKey;
    }

    public interface IGrainBase
    {
        IGrainContext GrainContext { get; }

        Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
    }

    /// <summary>The base of every grain class.</summary>
    public abstract class Grain : IGrainBase, IAddressable
    {
        // A grain is built inside its activation's first turn, so the running scheduler is its context;
        // one that a unit test builds by hand has none.
        public IGrainContext GrainContext { get; } = (TaskScheduler.Current as IGrainContext)!;

        protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

        protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

        protected void DeactivateOnIdle() =>
            GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

        public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public static class GrainExtensions
    {
        public static GrainId GetGrainId(this IAddressable grain) => grain switch
        {
            null => throw new ArgumentNullException(nameof(grain)),
            GrainProxy reference => reference.GrainId,
            IGrainBase { GrainContext: { } context } => context.GrainId,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a reference nor a grain that the engine activated.", nameof(grain)),
        };

        public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();
    }
}
