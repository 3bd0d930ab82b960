using System.Collections.Immutable;
using Accounts.Stored;

namespace Host.Storage.Accounts;

/// <summary>The tables <c>teams</c> and <c>team_members</c>.</summary>
internal static class TeamRows
{
    public static void Insert(Session session, StoredTeam team) => session.Execute(
        "INSERT INTO teams (tenant, id, organisation, name, created_at) VALUES ($1, $2, $3, $4, $5)",
        team.Tenant, team.Id, team.Organisation, team.Name, team.CreatedAt);

    public static void Update(Session session, StoredTeam team)
    {
        session.Execute("UPDATE teams SET name = $3 WHERE tenant = $1 AND id = $2", team.Tenant, team.Id, team.Name);
        session.Execute("DELETE FROM team_members WHERE tenant = $1 AND team = $2", team.Tenant, team.Id);
        foreach (var member in team.Members)
            session.Execute("INSERT INTO team_members (tenant, team, user_id) VALUES ($1, $2, $3)", team.Tenant, team.Id, member);
    }

    public static bool Delete(Session session, string tenant, string team)
    {
        session.Execute("DELETE FROM team_members WHERE tenant = $1 AND team = $2", tenant, team);
        return session.Execute("DELETE FROM teams WHERE tenant = $1 AND id = $2", tenant, team) == 1;
    }

    public static ImmutableArray<StoredTeam> Of(Session session, string tenant)
    {
        var members = Members(session, tenant).ToLookup(row => row.Team, row => row.User);
        var teams = ImmutableArray.CreateBuilder<StoredTeam>();
        using var rows = session.Query("SELECT id, organisation, name, created_at FROM teams WHERE tenant = $1 ORDER BY id", tenant);
        while (rows.Next())
            teams.Add(new(tenant, rows.Text(0), rows.Text(1), rows.Text(2), [.. members[rows.Text(0)]], rows.Instant(3)));
        return teams.ToImmutable();
    }

    public static ImmutableArray<string> WithMember(Session session, string tenant, string user)
    {
        var teams = ImmutableArray.CreateBuilder<string>();
        using var rows = session.Query("SELECT team FROM team_members WHERE tenant = $1 AND user_id = $2 ORDER BY team", tenant, user);
        while (rows.Next()) teams.Add(rows.Text(0));
        return teams.ToImmutable();
    }

    static List<(string Team, string User)> Members(Session session, string tenant)
    {
        var members = new List<(string, string)>();
        using var rows = session.Query("SELECT team, user_id FROM team_members WHERE tenant = $1 ORDER BY team, user_id", tenant);
        while (rows.Next()) members.Add((rows.Text(0), rows.Text(1)));
        return members;
    }
}
