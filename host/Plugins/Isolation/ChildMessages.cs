using Host.Egress;
using Host.Plugins.Calling;

namespace Host.Plugins.Isolation;

/// <summary>The first that a child is told.</summary>
/// <param name="Hashes">Of the copy's files: the child loads what the server has looked at.</param>
/// <param name="Allowed">Where the operator lets connectors go, see <see cref="Egress.EgressRules"/>.</param>
internal sealed record LoadOrder(string Plugin, string Folder, string Assembly, IReadOnlyDictionary<string, string> Hashes, int ParallelCalls, IReadOnlyList<string> Allowed);

/// <summary>A call with a number, or that the call of that number is to end.</summary>
/// <param name="Call">Null to end it.</param>
internal sealed record ChildOrder(long Number, PluginCall? Call);

/// <summary>What a child says: the answer to the call of that number, or what a connector has called outside.</summary>
internal sealed record ChildWord(long Number, CallAnswer? Answer, NotedCall? Noted = null);

internal sealed record NotedCall(Guid Connection, OutgoingCall Call);
