using Microsoft.Data.Sqlite;

namespace Tests.Storage.Faults;

/// <summary>Lets operations of the database pass, but for one that is armed.</summary>
internal sealed class FaultPlan
{
    private const int DiskError = 10;

    private readonly Lock gate = new();
    private int passed, armed;
    private string? named;
    private bool forGood;
    private TaskCompletionSource firing = new();

    /// <summary>What failed; null while nothing has.</summary>
    public string? Fired { get; private set; }

    /// <summary>Done when something has failed since it was armed.</summary>
    public Task Firing => firing.Task;

    /// <summary>The n-th operation from now on fails, from 1; no other, or for good every one after it, as when the process dies there.</summary>
    public void Arm(int n, bool forGood = false)
    {
        lock (gate) (passed, armed, named, Fired, this.forGood, firing) = (0, n, null, null, forGood, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>The first operation of that name fails, and no other.</summary>
    public void Arm(string operation)
    {
        lock (gate)
        {
            Arm(1);
            named = operation;
        }
    }

    public void Disarm() => Arm(0);

    public void Pass(string operation)
    {
        lock (gate)
        {
            if (armed == 0 || (named ?? operation) != operation || (Fired is not null ? !forGood : ++passed != armed)) return;
            Fired ??= operation;
            firing.TrySetResult();
        }
        throw new SqliteException($"planted in {operation}", DiskError);
    }
}
