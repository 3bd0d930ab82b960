using Contracts;

namespace Host.Clock;

/// <summary>Business time is the machine's.</summary>
internal sealed class SystemClock : BusinessClock
{
    public override bool IsManual => false;
}
