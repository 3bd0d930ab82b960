using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Host.Storage.PostgreSql;

/// <summary>A statement prepared on one connection for arguments of certain kinds; those that are absent have none.</summary>
internal sealed class PostgreSqlStatement : IDisposable
{
    readonly NpgsqlCommand command;

    public PostgreSqlStatement(NpgsqlConnection connection, string sql, ReadOnlySpan<Arg> args)
    {
        // The text differs by the kinds: the library finds prepared statements by their text.
        command = new NpgsqlCommand($"{sql} -- {Signature(args)}", connection);
        foreach (ref readonly var arg in args) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = TypeOf(arg.Kind) });
        command.Prepare();
    }

    public static UInt128 Signature(ReadOnlySpan<Arg> args)
    {
        UInt128 signature = 0;
        foreach (ref readonly var arg in args) signature = Next(signature, arg.Kind);
        return signature;
    }

    public static UInt128 Signature(ReadOnlySpan<ArgKind> kinds)
    {
        UInt128 signature = 0;
        foreach (var kind in kinds) signature = Next(signature, kind);
        return signature;
    }

    public NpgsqlDataReader Read(ReadOnlySpan<Arg> args)
    {
        Bind(args);
        return command.ExecuteReader();
    }

    public int Run(ReadOnlySpan<Arg> args)
    {
        Bind(args);
        return command.ExecuteNonQuery();
    }

    public void Dispose() => command.Dispose();

    public static NpgsqlDbType TypeOf(ArgKind kind) => kind switch
    {
        ArgKind.Number => NpgsqlDbType.Bigint,
        ArgKind.Text => NpgsqlDbType.Text,
        ArgKind.Bytes => NpgsqlDbType.Bytea,
        ArgKind.Id => NpgsqlDbType.Uuid,
        ArgKind.Ids => NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        ArgKind.Texts => NpgsqlDbType.Array | NpgsqlDbType.Text,
        // The server finds out what is absent.
        _ => NpgsqlDbType.Unknown,
    };

    public static object ValueOf(in Arg arg) => arg.Kind switch
    {
        ArgKind.Number => arg.Number,
        ArgKind.Text => PostgreSqlText.Stored(arg.Text),
        ArgKind.Bytes => arg.Bytes,
        ArgKind.Id => IdOf(arg),
        ArgKind.Ids => arg.Ids,
        ArgKind.Texts => Array.ConvertAll(arg.Texts, PostgreSqlText.Stored),
        _ => DBNull.Value,
    };

    public static Guid IdOf(in Arg arg) => new(arg.Bytes.Span, bigEndian: true);

    // 42 arguments fit, of as many as no statement has.
    static UInt128 Next(UInt128 signature, ArgKind kind) => checked(signature * 8) + (UInt128)(uint)kind;

    void Bind(ReadOnlySpan<Arg> args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            DbParameter parameter = command.Parameters[i];
            parameter.Value = ValueOf(args[i]);
        }
    }
}
