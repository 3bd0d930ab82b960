using System.Buffers.Binary;
using Contracts;
using Host.Clock;

namespace Host.Storage.Settings;

internal sealed class ClockStore(Database database) : IClockStore
{
    const string Key = "manual-clock";

    public Task<Instant?> Read(CancellationToken cancel) => database.Read(
        session => SettingRows.Read(session, Key) is { } bytes ? new Instant(BinaryPrimitives.ReadInt64BigEndian(bytes)) : (Instant?)null, cancel);

    public Task Write(Instant now, CancellationToken cancel) => database.Write(
        session =>
        {
            var bytes = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, now.Ms);
            SettingRows.Write(session, Key, bytes);
            return true;
        },
        cancel);
}
