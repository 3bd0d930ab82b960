using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Contracts;

namespace Host.Storage;

/// <summary>A value for a placeholder of a statement; a union, so that binding a number allocates nothing.</summary>
internal readonly struct Arg
{
    readonly object? reference;
    readonly long number;

    Arg(ArgKind kind, long number, object? reference) => (Kind, this.number, this.reference) = (kind, number, reference);

    public ArgKind Kind { get; }
    public long Number => number;
    public string Text => Unsafe.As<string>(reference!);
    public string[] Texts => Unsafe.As<string[]>(reference!);
    public Guid[] Ids => Unsafe.As<Guid[]>(reference!);
    public ReadOnlyMemory<byte> Bytes => new(Unsafe.As<byte[]>(reference!), (int)(number >> 32), (int)number);

    /// <summary><see cref="Bytes"/> in an array of their own length: a copy only where they are a part of another.</summary>
    public byte[] OwnBytes => Unsafe.As<byte[]>(reference!) is var array && array.Length == number ? array : Bytes.ToArray();

    public static implicit operator Arg(long value) => new(ArgKind.Number, value, null);
    public static implicit operator Arg(int value) => new(ArgKind.Number, value, null);
    public static implicit operator Arg(bool value) => new(ArgKind.Number, value ? 1 : 0, null);
    public static implicit operator Arg(Instant value) => new(ArgKind.Number, value.Ms, null);
    public static implicit operator Arg(Instant? value) => value is { } at ? at : default(Arg);
    public static implicit operator Arg(string? value) => value is null ? default : new(ArgKind.Text, 0, value);
    public static implicit operator Arg(byte[]? value) => value is null ? default : new(ArgKind.Bytes, value.Length, value);

    /// <summary>Not copied: whoever gives them leaves them as they are until the transaction has ended.</summary>
    public static implicit operator Arg(ReadOnlyMemory<byte> value) =>
        MemoryMarshal.TryGetArray(value, out var held) ? new Arg(ArgKind.Bytes, ((long)held.Offset << 32) | (uint)held.Count, held.Array) : value.ToArray();

    /// <summary>Big-endian, so that the database orders ids as .NET does.</summary>
    public static implicit operator Arg(Guid value) => new(ArgKind.Id, 16, value.ToByteArray(bigEndian: true));
    /// <summary>Only where <see cref="Session.AsksAtOnce"/>.</summary>
    public static implicit operator Arg(string[] value) => new(ArgKind.Texts, 0, value);

    /// <inheritdoc cref="op_Implicit(string[])"/>
    public static implicit operator Arg(Guid[] value) => new(ArgKind.Ids, 0, value);

    public static implicit operator Arg(Guid? value) => value is { } id ? id : default(Arg);
}

internal enum ArgKind { Null = 0, Number, Text, Bytes, Id, Ids, Texts }
