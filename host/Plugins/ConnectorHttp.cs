using Host.Egress;

namespace Host.Plugins;

/// <summary>
/// The way out that connectors are given, in this process and in a plugin's own alike: where the operator lets them go, bounded, and noted where
/// somebody reads it. A plugin can open sockets of its own; that is between the admin and the network.
/// </summary>
internal sealed class ConnectorHttp(EgressRules rules, EgressClients clients, ICallJournal journal) : IDisposable
{
    public EgressRules Rules => rules;

    /// <summary>Is told what is called, by plugins in processes of their own too.</summary>
    public ICallJournal Journal => journal;

    /// <summary>For who is no server.</summary>
    public static ConnectorHttp Under(EgressRules rules, ICallJournal journal, TimeProvider machine) =>
        new(rules, new EgressClients(rules, new SystemResolver(), journal, machine, EgressLimits.Default), journal);

    /// <summary>A client of one connection. The supervisor ends what takes too long.</summary>
    public HttpClient Open(Guid connection, IReadOnlyList<string> secrets) => clients.For(connection.ToString("N"), secrets);

    public void Dispose() => clients.Dispose();
}
