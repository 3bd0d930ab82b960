namespace Audiences.Embedded;

/// <summary>Makes something long-lived, so that it does not keep the request that happened to make it.</summary>
internal static class WithoutContext
{
    public static T Run<T>(Func<T> make)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return make();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return make();
        }
    }
}
