using Microsoft.Data.Sqlite;

namespace Tests.Storage.Faults;

/// <summary>Lets operations of the database pass, but for one that is armed.</summary>
internal sealed class FaultPlan
{
    private const int DiskError = 10;

    private readonly Lock gate = new();
    private int passed, armed;

    /// <summary>What failed; null while nothing has.</summary>
    public string? Fired { get; private set; }

    /// <summary>The n-th operation from now on fails, from 1; no other.</summary>
    public void Arm(int n)
    {
        lock (gate) (passed, armed, Fired) = (0, n, null);
    }

    public void Disarm() => Arm(0);

    public void Pass(string operation)
    {
        lock (gate)
        {
            if (armed == 0 || Fired is not null || ++passed != armed) return;
            Fired = operation;
        }
        throw new SqliteException($"planted in {operation}", DiskError);
    }
}
