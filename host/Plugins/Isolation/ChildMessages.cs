using Host.Plugins.Calling;

namespace Host.Plugins.Isolation;

/// <summary>The first that a child is told.</summary>
/// <param name="Hashes">Of the copy's files: the child loads what the server has looked at.</param>
/// <param name="Allowed">Where the operator lets connectors go, see <see cref="Egress.EgressRules"/>.</param>
internal sealed record LoadOrder(string Plugin, string Folder, string Assembly, IReadOnlyDictionary<string, string> Hashes, int ParallelCalls, IReadOnlyList<string> Allowed);

/// <summary>A call with a number, or that the call of that number is to end.</summary>
/// <param name="Call">Null to end it.</param>
internal sealed record ChildOrder(long Number, PluginCall? Call);

internal sealed record ChildAnswer(long Number, CallAnswer Answer);
