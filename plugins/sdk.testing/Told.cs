namespace Audiences.Sdk.Testing;

/// <summary>How violations tell what they saw.</summary>
internal static class Told
{
    public static string List(IEnumerable<string> keys) => string.Join(", ", keys) is { Length: > 0 } listed ? listed : "nobody";

    public static string Said(Task<ApplyResult> call) => call switch
    {
        { IsCompletedSuccessfully: true, Result.Receipt: null } => "the call answered applied",
        { IsCompletedSuccessfully: true } => "the call answered pending",
        { IsCanceled: true } => "the call was cancelled",
        { IsFaulted: true } => $"the call threw {call.Exception!.InnerException!.GetType().Name}: {call.Exception.InnerException.Message}",
        _ => "nothing came of it in time",
    };
}
