using Audiences.Stored;

namespace Audiences.Lifecycle;

/// <summary>Of what a definition is to be the definition, which decides what it may ask.</summary>
/// <param name="Id">Null for an audience that is not there yet.</param>
internal readonly record struct DefinitionUse(string Kind, string Book, string? Id)
{
    public static DefinitionUse Of(AudienceState state) => new(state.Kind, state.Book, state.Id);
}
