using Contracts;

namespace Audiences.Lifecycle;

/// <summary>What an audience's kind and book add to its definition when it is judged.</summary>
/// <param name="Pins">The id under which contacts bear its pins; null where nobody is pinned.</param>
/// <param name="Team">Whose contacts it judges, if those of a team.</param>
internal readonly record struct JudgedAs(string? Pins, string? Team)
{
    /// <param name="id">Null for an audience that is not there yet.</param>
    public static JudgedAs Of(string kind, string book, string? id) =>
        new(id is null ? null : PinOrders.PinsOf(kind, id), Books.TeamOf(book));
}
