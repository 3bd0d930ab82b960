using Contracts;

namespace Host.Storage;

/// <summary>A cursor over the rows of a query; columns count from 0.</summary>
internal abstract class Rows : IDisposable
{
    public abstract bool Next();
    public abstract bool IsNull(int column);
    public abstract long Long(int column);
    public abstract string Text(int column);

    /// <summary>Valid until the next row.</summary>
    public abstract ReadOnlySpan<byte> Span(int column);

    /// <summary>What <see cref="Text"/> says, in UTF-8. Valid until the next row.</summary>
    public abstract ReadOnlySpan<byte> Utf8(int column);

    public abstract Guid Id(int column);

    public int Int(int column) => (int)Long(column);
    public bool Bool(int column) => Long(column) != 0;
    public Instant Instant(int column) => new(Long(column));
    public Instant? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);
    public Guid? IdOrNull(int column) => IsNull(column) ? null : Id(column);

    /// <summary>Ends the query; the statement may be run again.</summary>
    public abstract void Dispose();
}
