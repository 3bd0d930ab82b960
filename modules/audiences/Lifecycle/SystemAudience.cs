using System.Security.Cryptography;
using System.Text;
using Audiences.Stored;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>What audiences have in common that the server makes: nobody drafts them, and of most nobody changes or deletes anything.</summary>
internal static class SystemAudience
{
    private const int MostNames = 1_000;

    /// <summary>Made active, with no limit to their number.</summary>
    public static bool Makes(string kind) => kind is LastImports.Kind or DefaultAudiences.Default or DefaultAudiences.Archived or TeamAudiences.Kind or ReceivedAudiences.Kind;

    /// <summary>Always the same, so that who makes it again, after a crash or at the next start, finds it.</summary>
    public static string IdOf(string what, string owner, string book) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{what}\n{owner}\n{book}")))[..32];

    public static Task<AudienceState> Create(IAudienceGrain grain, AudienceDraft draft) => Named(draft, grain.Create);

    /// <summary>Writes it under its name, or with a number behind it: the name may be taken, by an audience that a person made or by that of another book.</summary>
    public static async Task<T> Named<T>(AudienceDraft draft, Func<AudienceDraft, Task<T>> write)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await write(number == 1 ? draft : draft with { Name = $"{draft.Name} {number}" });
            }
            catch (AudienceNameTakenException) when (number < MostNames)
            {
                // The next number.
            }
        }
    }

    /// <summary>409 for what is nobody's to change in any way.</summary>
    public static void RefuseOrders(AudienceState state)
    {
        if (state.Kind == TeamAudiences.Kind)
            throw new Refusal(409, "kept-by-system", "Every team has this audience, and it is the same for all its people. Make one of your own over the team's contacts.");
    }

    /// <summary>409 unless a person may change name and definition of it.</summary>
    public static void RefuseChange(AudienceState state)
    {
        if (state.Kind == LastImports.Kind) throw LastImports.KeptBySystem();
        RefuseManaged(state);
        if (state.Kind == ReceivedAudiences.Kind) throw ReceivedAudiences.KeptByShare();
        if (Makes(state.Kind) && !DefaultAudiences.IsFocus(state)) throw Kept(state.Kind);
    }

    public static void RefuseManaged(AudienceState state)
    {
        if (state.Managed is not null) throw ManagedAudiences.KeptByAdmins();
    }

    public static void RefuseDelete(AudienceState state)
    {
        RefuseChange(state);
        if (Makes(state.Kind)) throw Kept(state.Kind);
    }

    private static Refusal Kept(string kind) => new(
        409, "kept-by-system", $"Every user has this audience of kind {kind}, and it is the same for all. Make one of your own with other conditions.");
}
